using System.Buffers.Binary;

namespace Atelier.Models.Formats.Gguf.Blocks;

/// <summary>Blocks of 256 values with scales for stretches of 16 or 32 ("k-quants"). Products are (d scale) q - (dmin min), unfused.</summary>
internal static class LargeBlocks
{
    public static void DecodeQ2(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scales = block[..16];
        var codes = block[16..80];
        var d = Half(block[80..]);
        var dmin = Half(block[82..]);
        for (var stretch = 0; stretch < 16; stretch++)
        {
            var (scale, least) = (d * (scales[stretch] & 15), dmin * (scales[stretch] >> 4));
            for (var i = 16 * stretch; i < 16 * (stretch + 1); i++)
                values[i] = (scale * TwoBits(codes, i)) - least;
        }
    }

    public static void DecodeQ3(ReadOnlySpan<byte> block, Span<float> values)
    {
        var high = block[..32];
        var codes = block[32..96];
        var scales = block[96..108];
        var d = Half(block[108..]);
        for (var stretch = 0; stretch < 16; stretch++)
        {
            // Four low bits in the first 8 bytes, two high bits in the last 4.
            var low = (scales[stretch % 8] >> (stretch / 8 * 4)) & 15;
            var scale = d * ((low | (((scales[8 + (stretch % 4)] >> (stretch / 4 * 2)) & 3) << 4)) - 32);
            for (var i = 16 * stretch; i < 16 * (stretch + 1); i++)
            {
                // A set high bit means that nothing is taken away.
                var missing = ((high[i % 32] >> (i / 32)) & 1) ^ 1;
                values[i] = scale * (TwoBits(codes, i) - (missing << 2));
            }
        }
    }

    public static void DecodeQ4(ReadOnlySpan<byte> block, Span<float> values)
    {
        var d = Half(block);
        var dmin = Half(block[2..]);
        var scales = block[4..16];
        var codes = block[16..144];
        for (var stretch = 0; stretch < 8; stretch++)
        {
            var (scale, least) = SixBits(scales, stretch);
            var (product, offset, shift) = (d * scale, dmin * least, stretch % 2 * 4);
            var source = codes.Slice(stretch / 2 * 32, 32);
            var target = values.Slice(stretch * 32, 32);
            for (var i = 0; i < 32; i++)
                target[i] = (product * ((source[i] >> shift) & 15)) - offset;
        }
    }

    public static void DecodeQ5(ReadOnlySpan<byte> block, Span<float> values)
    {
        var d = Half(block);
        var dmin = Half(block[2..]);
        var scales = block[4..16];
        var high = block[16..48];
        var codes = block[48..176];
        for (var stretch = 0; stretch < 8; stretch++)
        {
            var (scale, least) = SixBits(scales, stretch);
            var (product, offset, shift) = (d * scale, dmin * least, stretch % 2 * 4);
            var source = codes.Slice(stretch / 2 * 32, 32);
            var target = values.Slice(stretch * 32, 32);
            for (var i = 0; i < 32; i++)
                target[i] = (product * (((source[i] >> shift) & 15) | (((high[i] >> stretch) & 1) << 4))) - offset;
        }
    }

    public static void DecodeQ6(ReadOnlySpan<byte> block, Span<float> values)
    {
        var low = block[..128];
        var high = block[128..192];
        var scales = block[192..208];
        var d = Half(block[208..]);
        for (var stretch = 0; stretch < 16; stretch++)
        {
            var scale = d * (sbyte)scales[stretch];
            for (var i = 16 * stretch; i < 16 * (stretch + 1); i++)
            {
                var (half, within) = (i / 128, i % 128);
                var four = (low[(half * 64) + (within % 64)] >> (within / 64 * 4)) & 15;
                var two = (high[(half * 32) + (within % 32)] >> (within / 32 * 2)) & 3;
                values[i] = scale * ((four | (two << 4)) - 32);
            }
        }
    }

    private static float Half(ReadOnlySpan<byte> bytes) => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes);

    // 32 bytes hold 128 values: byte j has values j, 32 + j, 64 + j, 96 + j from its low bits up.
    private static int TwoBits(ReadOnlySpan<byte> codes, int index) => (codes[(index / 128 * 32) + (index % 32)] >> (index % 128 / 32 * 2)) & 3;

    // 12 bytes hold 8 scales and 8 minima of six bits: the first four of each whole, the others split.
    private static (int Scale, int Least) SixBits(ReadOnlySpan<byte> scales, int index)
    {
        if (index < 4)
            return (scales[index] & 63, scales[4 + index] & 63);
        var split = scales[4 + index];
        return ((split & 15) | ((scales[index - 4] >> 2) & 48), (split >> 4) | ((scales[index] >> 2) & 48));
    }
}
