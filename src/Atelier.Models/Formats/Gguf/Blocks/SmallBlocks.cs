using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Atelier.Models.Formats.Gguf.Blocks;

/// <summary>Blocks of 32 values. Low halves of the 16 bytes are values 0 to 15, high halves 16 to 31.</summary>
internal static class SmallBlocks
{
    public static void DecodeQ8_0(ReadOnlySpan<byte> block, Span<float> values)
    {
        TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, sbyte>(block[2..]), values);
        TensorPrimitives.Multiply(values, Half(block), values);
    }

    public static void DecodeQ4_0(ReadOnlySpan<byte> block, Span<float> values)
    {
        var scale = Half(block);
        for (var i = 0; i < 16; i++)
        {
            values[i] = scale * ((block[2 + i] & 15) - 8);
            values[16 + i] = scale * ((block[2 + i] >> 4) - 8);
        }
    }

    public static void DecodeQ4_1(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (scale, least) = (Half(block), Half(block[2..]));
        for (var i = 0; i < 16; i++)
        {
            values[i] = (scale * (block[4 + i] & 15)) + least;
            values[16 + i] = (scale * (block[4 + i] >> 4)) + least;
        }
    }

    public static void DecodeQ5_0(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (scale, fifth) = (Half(block), BinaryPrimitives.ReadUInt32LittleEndian(block[2..]));
        for (var i = 0; i < 16; i++)
        {
            values[i] = scale * (((block[6 + i] & 15) | Fifth(fifth, i)) - 16);
            values[16 + i] = scale * (((block[6 + i] >> 4) | Fifth(fifth, 16 + i)) - 16);
        }
    }

    public static void DecodeQ5_1(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (scale, least, fifth) = (Half(block), Half(block[2..]), BinaryPrimitives.ReadUInt32LittleEndian(block[4..]));
        for (var i = 0; i < 16; i++)
        {
            values[i] = (scale * ((block[8 + i] & 15) | Fifth(fifth, i))) + least;
            values[16 + i] = (scale * ((block[8 + i] >> 4) | Fifth(fifth, 16 + i))) + least;
        }
    }

    private static float Half(ReadOnlySpan<byte> bytes) => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes);

    private static int Fifth(uint bits, int index) => (int)((bits >> index) & 1) << 4;
}
