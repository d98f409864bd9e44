using System.Buffers.Binary;
using System.Numerics.Tensors;

namespace Atelier.Models.Formats.Gguf.Blocks;

/// <summary>Encodes blocks of 32 values; the roundings are those of the reference, the odd ones included.</summary>
internal static class SmallBlockEncoder
{
    public static void EncodeQ8_0(ReadOnlySpan<float> values, Span<byte> block)
    {
        var scale = TensorPrimitives.MaxMagnitude(values);
        scale = MathF.Abs(scale) / 127;
        var inverse = Inverse(scale);
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)scale);
        for (var i = 0; i < 32; i++)
            block[2 + i] = (byte)(sbyte)MathF.Round(values[i] * inverse, MidpointRounding.AwayFromZero);
    }

    public static void EncodeQ4_0(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[32];
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)Symmetric(values, 8, codes));
        Pack(codes, block[2..]);
    }

    public static void EncodeQ4_1(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[32];
        Affine(values, 15, codes, block);
        Pack(codes, block[4..]);
    }

    public static void EncodeQ5_0(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[32];
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)Symmetric(values, 16, codes));
        BinaryPrimitives.WriteUInt32LittleEndian(block[2..], FifthBits(codes));
        Pack(codes, block[6..]);
    }

    public static void EncodeQ5_1(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[32];
        Affine(values, 31, codes, block);
        BinaryPrimitives.WriteUInt32LittleEndian(block[4..], FifthBits(codes));
        Pack(codes, block[8..]);
    }

    // The value of largest magnitude (the first of several) becomes code 0.
    private static float Symmetric(ReadOnlySpan<float> values, int middle, Span<byte> codes)
    {
        var largest = values[0];
        foreach (var value in values)
        {
            if (MathF.Abs(value) > MathF.Abs(largest))
                largest = value;
        }

        var scale = largest / -middle;
        var inverse = (double)Inverse(scale);
        for (var i = 0; i < 32; i++)
            codes[i] = Code((float)((values[i] * inverse) + middle + 0.5), (2 * middle) - 1);
        return scale;
    }

    private static void Affine(ReadOnlySpan<float> values, int most, Span<byte> codes, Span<byte> block)
    {
        var (least, greatest) = (TensorPrimitives.Min(values), TensorPrimitives.Max(values));
        var scale = (greatest - least) / most;
        var inverse = Inverse(scale);
        for (var i = 0; i < 32; i++)
            codes[i] = Code(((values[i] - least) * inverse) + 0.5f, most);
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)scale);
        BinaryPrimitives.WriteHalfLittleEndian(block[2..], (Half)least);
    }

    private static float Inverse(float scale) => scale == 0 ? 0 : 1 / scale;

    private static byte Code(float value, int most) => (byte)Math.Clamp((int)value, 0, most);

    private static void Pack(ReadOnlySpan<byte> codes, Span<byte> bytes)
    {
        for (var i = 0; i < 16; i++)
            bytes[i] = (byte)((codes[i] & 15) | (codes[16 + i] << 4));
    }

    private static uint FifthBits(ReadOnlySpan<byte> codes)
    {
        var bits = 0u;
        for (var i = 0; i < 32; i++)
            bits |= (uint)(codes[i] >> 4) << i;
        return bits;
    }
}
