namespace Atelier.Models.Formats.Gguf;

/// <summary>A GGUF file that is not what the format allows, or uses a type that is not supported; the only exception the reader throws for bad content.</summary>
public sealed class GgufException(string message, Exception? inner = null) : FormatException(message, inner);
