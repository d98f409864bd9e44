namespace Atelier.Models.Formats.Gguf;

/// <summary>Block sizes of <see cref="GgufType"/>.</summary>
public static class GgufTypeExtensions
{
    /// <summary>Values in one block; 1 for plain types.</summary>
    public static int BlockLength(this GgufType type) => type switch
    {
        GgufType.Q4_0 or GgufType.Q4_1 or GgufType.Q5_0 or GgufType.Q5_1 or GgufType.Q8_0 => 32,
        GgufType.Q2_K or GgufType.Q3_K or GgufType.Q4_K or GgufType.Q5_K or GgufType.Q6_K => 256,
        _ => 1,
    };

    /// <summary>Bytes of one block.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is not one of the enumeration.</exception>
    public static int BlockBytes(this GgufType type) => type switch
    {
        GgufType.I8 => 1,
        GgufType.F16 or GgufType.BF16 or GgufType.I16 => 2,
        GgufType.F32 or GgufType.I32 => 4,
        GgufType.F64 or GgufType.I64 => 8,
        GgufType.Q4_0 => 18,
        GgufType.Q4_1 => 20,
        GgufType.Q5_0 => 22,
        GgufType.Q5_1 => 24,
        GgufType.Q8_0 => 34,
        GgufType.Q2_K => 84,
        GgufType.Q3_K => 110,
        GgufType.Q4_K => 144,
        GgufType.Q5_K => 176,
        GgufType.Q6_K => 210,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a known tensor type"),
    };

    /// <summary>Bytes of a tensor; rows (the last dimension) are whole blocks.</summary>
    /// <param name="type">The element type.</param>
    /// <param name="shape">Row-major sizes.</param>
    /// <exception cref="ArgumentException">A size is negative or a row is not a whole number of blocks.</exception>
    /// <exception cref="OverflowException">More than 64 bits can count.</exception>
    public static long ByteLength(this GgufType type, ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (var size in shape)
        {
            if (size < 0)
                throw new ArgumentException($"a size of {size} in [{string.Join(", ", shape.ToArray())}] is negative", nameof(shape));
            count = checked(count * size);
        }

        var row = shape.Length > 0 ? shape[^1] : 1;
        if (row % type.BlockLength() != 0)
            throw new ArgumentException($"rows of {row} values are not whole blocks of {type.BlockLength()} ({type})", nameof(shape));
        return checked(count / type.BlockLength() * type.BlockBytes());
    }
}
