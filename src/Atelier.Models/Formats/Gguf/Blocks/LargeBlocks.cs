using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Atelier.Models.Formats.Gguf.Blocks;

/// <summary>Blocks of 256 values with scales for stretches of 16 or 32 ("k-quants"), decoded in sixteen parts of sixteen.</summary>
internal static class LargeBlocks
{
    public static void DecodeQ2(ReadOnlySpan<byte> block, Span<float> values)
    {
        var d = Half(block[80..]);
        var dmin = Half(block[82..]);
        for (var part = 0; part < 16; part++)
        {
            var scale = block[part];
            Sixteen.Decode(TwoBits(block[16..80], part), 0, d * (scale & 15), dmin * (scale >> 4), values[(16 * part)..]);
        }
    }

    public static void DecodeQ3(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scales = block[96..108];
        var d = Half(block[108..]);
        for (var part = 0; part < 16; part++)
        {
            // Four low bits in the first 8 bytes, two high bits in the last 4.
            var low = (scales[part % 8] >> (part / 8 * 4)) & 15;
            var high = (scales[8 + (part % 4)] >> (part / 4 * 2)) & 3;

            // A set third bit means that the bias of 4 is not taken away.
            var third = Sixteen.Bits(Sixteen.Load(block, part % 2 * 16), part / 2, 1) << 2;
            Sixteen.Decode(TwoBits(block[32..96], part) | third, 4, d * ((low | (high << 4)) - 32), 0, values[(16 * part)..]);
        }
    }

    public static void DecodeQ4(ReadOnlySpan<byte> block, Span<float> values)
    {
        var d = Half(block);
        var dmin = Half(block[2..]);
        for (var part = 0; part < 16; part++)
        {
            var (scale, least) = SixBits(block[4..16], part / 2);
            Sixteen.Decode(FourBits(block[16..144], part), 0, d * scale, dmin * least, values[(16 * part)..]);
        }
    }

    public static void DecodeQ5(ReadOnlySpan<byte> block, Span<float> values)
    {
        var d = Half(block);
        var dmin = Half(block[2..]);
        for (var part = 0; part < 16; part++)
        {
            var (scale, least) = SixBits(block[4..16], part / 2);
            var fifth = Sixteen.Bits(Sixteen.Load(block, 16 + (part % 2 * 16)), part / 2, 1) << 4;
            Sixteen.Decode(FourBits(block[48..176], part) | fifth, 0, d * scale, dmin * least, values[(16 * part)..]);
        }
    }

    public static void DecodeQ6(ReadOnlySpan<byte> block, Span<float> values)
    {
        var d = Half(block[208..]);
        for (var part = 0; part < 16; part++)
        {
            // Each half of the block: 64 bytes with four low bits of 128 values, 32 bytes with two high bits.
            var half = part / 8;
            var low = Sixteen.Bits(Sixteen.Load(block, (half * 64) + (part % 4 * 16)), part % 8 / 4 * 4, 15);
            var high = Sixteen.Bits(Sixteen.Load(block, 128 + (half * 32) + (part % 2 * 16)), part % 8 / 2 * 2, 3) << 4;
            Sixteen.Decode(low | high, 32, d * (sbyte)block[192 + part], 0, values[(16 * part)..]);
        }
    }

    private static float Half(ReadOnlySpan<byte> bytes) => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes);

    // 32 bytes hold 128 values: byte j has values j, 32 + j, 64 + j, 96 + j from its low bits up.
    private static Vector128<byte> TwoBits(ReadOnlySpan<byte> codes, int part) =>
        Sixteen.Bits(Sixteen.Load(codes, (part / 8 * 32) + (part % 2 * 16)), part % 8 / 2 * 2, 3);

    // 32 bytes hold 64 values: byte j has values j and 32 + j.
    private static Vector128<byte> FourBits(ReadOnlySpan<byte> codes, int part) =>
        Sixteen.Bits(Sixteen.Load(codes, (part / 4 * 32) + (part % 2 * 16)), part % 4 / 2 * 4, 15);

    // 12 bytes hold 8 scales and 8 minima of six bits: the first four of each whole, the others split.
    private static (int Scale, int Least) SixBits(ReadOnlySpan<byte> scales, int index)
    {
        if (index < 4)
            return (scales[index] & 63, scales[4 + index] & 63);
        var split = scales[4 + index];
        return ((split & 15) | ((scales[index - 4] >> 2) & 48), (split >> 4) | ((scales[index] >> 2) & 48));
    }
}
