namespace Atelier.Models.Formats.Gguf;

/// <summary>One tensor of a file: its name, type, shape and place.</summary>
/// <param name="Name">At most 128 bytes, not empty.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">Row-major sizes, none to four (the file has them the other way round).</param>
/// <param name="Offset">First byte, counted from the start of the file.</param>
/// <param name="ByteLength">Bytes of data.</param>
public sealed record GgufEntry(string Name, GgufType Type, long[] Shape, long Offset, long ByteLength)
{
    /// <summary>The number of values; 1 for a scalar.</summary>
    public long Count => ByteLength / Type.BlockBytes() * Type.BlockLength();

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} [{string.Join(", ", Shape)}]";
}
