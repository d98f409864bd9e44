using System.Buffers.Binary;

namespace Atelier.Imaging.Verification;

/// <summary>An array of a recorded case.</summary>
/// <param name="DType">The safetensors name: U8, BOOL, I16, I32, I64, F32, F64.</param>
/// <param name="Shape">Sizes, outermost first; empty for a single number.</param>
/// <param name="Data">Little-endian values, row by row.</param>
public sealed record CaseArray(string DType, IReadOnlyList<int> Shape, byte[] Data)
{
    /// <summary>The values as doubles.</summary>
    /// <exception cref="NotSupportedException">The type is none of those listed above.</exception>
    public double[] ToDoubles()
    {
        var values = new double[Data.Length / ItemSize];
        for (var i = 0; i < values.Length; i++)
        {
            var item = Data.AsSpan(i * ItemSize);
            values[i] = DType switch
            {
                "I32" => BinaryPrimitives.ReadInt32LittleEndian(item),
                "I16" => BinaryPrimitives.ReadInt16LittleEndian(item),
                "I64" => BinaryPrimitives.ReadInt64LittleEndian(item),
                "F32" => BinaryPrimitives.ReadSingleLittleEndian(item),
                "F64" => BinaryPrimitives.ReadDoubleLittleEndian(item),
                _ => item[0],
            };
        }

        return values;
    }

    /// <summary>The values as floats.</summary>
    public float[] ToFloats() => Array.ConvertAll(ToDoubles(), value => (float)value);

    /// <summary>A byte array as a picture.</summary>
    /// <exception cref="InvalidOperationException">It is not [height, width] or [height, width, channels] of bytes.</exception>
    public Picture ToPicture()
    {
        if (DType is not ("U8" or "BOOL") || Shape.Count is not (2 or 3))
            throw new InvalidOperationException($"A picture needs U8 [height, width(, channels)]; this is {DType} [{string.Join(", ", Shape)}].");
        return new Picture(Shape[1], Shape[0], Shape.Count == 3 ? Shape[2] : 1, Data);
    }

    private int ItemSize => DType switch
    {
        "U8" or "BOOL" => 1,
        "I16" => 2,
        "I32" or "F32" => 4,
        "I64" or "F64" => 8,
        _ => throw new NotSupportedException($"Arrays of {DType} are not read here."),
    };
}
