namespace Atelier.Torch.Safetensors;

/// <summary>One tensor of a file: its name, type, shape and place.</summary>
/// <param name="Name">The key; any text, the empty one included.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">Row-major sizes; empty for a scalar, with a 0 for an empty tensor.</param>
/// <param name="Offset">First byte, counted from the start of the file.</param>
/// <param name="ByteLength">Bytes of data: the product of the shape times the element size.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsType Type, long[] Shape, long Offset, long ByteLength)
{
    /// <summary>The number of elements; 1 for a scalar.</summary>
    public long ElementCount => ByteLength / Type.Size();

    /// <summary>Whether the data starts at a multiple of the element size (the format does not demand it).</summary>
    public bool IsAligned => Offset % Type.Size() == 0;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type.HeaderName()} [{string.Join(", ", Shape)}]";
}
