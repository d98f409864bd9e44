namespace Atelier.Models.Formats.Gguf;

/// <summary>One tensor to be written: its description and the bytes on demand.</summary>
/// <param name="Name">1 to 128 bytes.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">Row-major sizes, at most four; the last one a whole number of blocks.</param>
/// <param name="Write">Writes exactly the bytes of the tensor to the stream.</param>
public sealed record GgufSource(string Name, GgufType Type, long[] Shape, Action<Stream> Write);
