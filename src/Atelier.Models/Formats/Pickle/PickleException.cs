namespace Atelier.Models.Formats.Pickle;

/// <summary>A PyTorch file that is malformed or asks for anything but plain data; the only exception the reader throws for bad content.</summary>
public sealed class PickleException(string message, Exception? inner = null) : FormatException(message, inner);
