namespace Atelier.Torch.Safetensors;

/// <summary>A safetensors file, shard index or folder that is not what the format allows; the only exception the readers throw for bad content.</summary>
/// <remarks>Failures of the file system itself (missing, unreadable) stay <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.</remarks>
public sealed class SafetensorsException(string message, Exception? inner = null) : FormatException(message, inner);
