namespace Atelier.Torch.Safetensors;

/// <summary>One tensor to be written: its description and the bytes on demand.</summary>
/// <param name="Name">The key; not <c>__metadata__</c>.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">Row-major sizes, none negative.</param>
/// <param name="Write">Writes exactly the bytes of the tensor (little-endian, row-major) to the stream.</param>
public sealed record SafetensorsSource(string Name, SafetensorsType Type, long[] Shape, Action<Stream> Write)
{
    /// <summary>A tensor whose bytes are in memory already.</summary>
    public SafetensorsSource(string name, SafetensorsType type, long[] shape, ReadOnlyMemory<byte> bytes)
        : this(name, type, shape, stream => stream.Write(bytes.Span))
    {
    }

    /// <summary>Bytes of data.</summary>
    /// <exception cref="OverflowException">More than 64 bits can count.</exception>
    public long ByteLength => Shape.Aggregate((long)Type.Size(), (bytes, size) => checked(bytes * size));
}
