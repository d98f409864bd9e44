using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Atelier.Models.Formats.Gguf.Blocks;

/// <summary>Blocks of 32 values. Low halves of the 16 bytes are values 0 to 15, high halves 16 to 31.</summary>
internal static class SmallBlocks
{
    public static void DecodeQ8_0(ReadOnlySpan<byte> block, Span<float> values)
    {
        // Signed bytes with the sign bit turned are codes with a bias of 128.
        var sign = Vector128.Create((byte)0x80);
        Sixteen.Decode(Sixteen.Load(block, 2) ^ sign, 128, Half(block), 0, values);
        Sixteen.Decode(Sixteen.Load(block, 18) ^ sign, 128, Half(block), 0, values[16..]);
    }

    public static void DecodeQ4_0(ReadOnlySpan<byte> block, Span<float> values) => Nibbles(Sixteen.Load(block, 2), 8, Half(block), 0, values);

    public static void DecodeQ4_1(ReadOnlySpan<byte> block, Span<float> values) => Nibbles(Sixteen.Load(block, 4), 0, Half(block), -Half(block[2..]), values);

    public static void DecodeQ5_0(ReadOnlySpan<byte> block, Span<float> values) =>
        FiveBits(Sixteen.Load(block, 6), BinaryPrimitives.ReadUInt32LittleEndian(block[2..]), 16, Half(block), 0, values);

    public static void DecodeQ5_1(ReadOnlySpan<byte> block, Span<float> values) =>
        FiveBits(Sixteen.Load(block, 8), BinaryPrimitives.ReadUInt32LittleEndian(block[4..]), 0, Half(block), -Half(block[2..]), values);

    private static void Nibbles(Vector128<byte> packed, int bias, float scale, float minus, Span<float> values)
    {
        Sixteen.Decode(Sixteen.Bits(packed, 0, 15), bias, scale, minus, values);
        Sixteen.Decode(Sixteen.Bits(packed, 4, 15), bias, scale, minus, values[16..]);
    }

    private static void FiveBits(Vector128<byte> packed, uint fifth, int bias, float scale, float minus, Span<float> values)
    {
        Sixteen.Decode(Sixteen.Bits(packed, 0, 15) | Sixteen.Spread(fifth, 16), bias, scale, minus, values);
        Sixteen.Decode(Sixteen.Bits(packed, 4, 15) | Sixteen.Spread(fifth >> 16, 16), bias, scale, minus, values[16..]);
    }

    private static float Half(ReadOnlySpan<byte> bytes) => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes);
}
