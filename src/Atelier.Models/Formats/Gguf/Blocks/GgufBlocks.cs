namespace Atelier.Models.Formats.Gguf.Blocks;

/// <summary>Turns stored blocks into floats and back, bit for bit as the reference (gguf.quants) does.</summary>
public static class GgufBlocks
{
    private delegate void Decoder(ReadOnlySpan<byte> block, Span<float> values);

    private delegate void Encoder(ReadOnlySpan<float> values, Span<byte> block);

    /// <summary>Decodes whole blocks.</summary>
    /// <param name="type">How the bytes are stored.</param>
    /// <param name="bytes">Whole blocks.</param>
    /// <param name="values">Room for exactly the values of these blocks; integers and doubles are rounded to single precision.</param>
    /// <exception cref="ArgumentException">The two lengths do not belong together.</exception>
    public static void Dequantize(GgufType type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        Check(type, bytes.Length, values.Length);
        if (type.BlockLength() == 1)
        {
            PlainValues.Decode(type, bytes, values);
            return;
        }

        Decoder decode = type switch
        {
            GgufType.Q4_0 => SmallBlocks.DecodeQ4_0,
            GgufType.Q4_1 => SmallBlocks.DecodeQ4_1,
            GgufType.Q5_0 => SmallBlocks.DecodeQ5_0,
            GgufType.Q5_1 => SmallBlocks.DecodeQ5_1,
            GgufType.Q8_0 => SmallBlocks.DecodeQ8_0,
            GgufType.Q2_K => LargeBlocks.DecodeQ2,
            GgufType.Q3_K => LargeBlocks.DecodeQ3,
            GgufType.Q4_K => LargeBlocks.DecodeQ4,
            GgufType.Q5_K => LargeBlocks.DecodeQ5,
            _ => LargeBlocks.DecodeQ6,
        };
        var (length, size) = (type.BlockLength(), type.BlockBytes());
        for (var block = 0; block * length < values.Length; block++)
            decode(bytes.Slice(block * size, size), values.Slice(block * length, length));
    }

    /// <summary>Encodes whole blocks.</summary>
    /// <param name="type">F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1 (bit for bit as the reference) or Q4_K.</param>
    /// <param name="values">Values of whole blocks, finite for the Q types.</param>
    /// <param name="bytes">Room for exactly these blocks.</param>
    /// <exception cref="ArgumentException">The two lengths do not belong together, or the type cannot be written.</exception>
    public static void Quantize(GgufType type, ReadOnlySpan<float> values, Span<byte> bytes)
    {
        Check(type, bytes.Length, values.Length);
        if (type.BlockLength() == 1)
        {
            PlainValues.Encode(type, values, bytes);
            return;
        }

        Encoder encode = type switch
        {
            GgufType.Q4_0 => SmallBlockEncoder.EncodeQ4_0,
            GgufType.Q4_1 => SmallBlockEncoder.EncodeQ4_1,
            GgufType.Q5_0 => SmallBlockEncoder.EncodeQ5_0,
            GgufType.Q5_1 => SmallBlockEncoder.EncodeQ5_1,
            GgufType.Q8_0 => SmallBlockEncoder.EncodeQ8_0,
            GgufType.Q4_K => LargeBlockEncoder.EncodeQ4,
            _ => throw new ArgumentException($"{type} cannot be written; F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1 and Q4_K can", nameof(type)),
        };
        var (length, size) = (type.BlockLength(), type.BlockBytes());
        for (var block = 0; block * length < values.Length; block++)
            encode(values.Slice(block * length, length), bytes.Slice(block * size, size));
    }

    private static void Check(GgufType type, int bytes, int values)
    {
        if (values % type.BlockLength() != 0 || (long)values / type.BlockLength() * type.BlockBytes() != bytes)
            throw new ArgumentException($"{bytes} bytes of {type} are not {values} values (blocks of {type.BlockBytes()} bytes hold {type.BlockLength()})");
    }
}
