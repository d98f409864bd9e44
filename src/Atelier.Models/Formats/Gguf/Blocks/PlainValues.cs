using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Atelier.Models.Formats.Gguf.Blocks;

/// <summary>Types without blocks.</summary>
internal static class PlainValues
{
    public static void Decode(GgufType type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        switch (type)
        {
            case GgufType.F32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
                break;
            case GgufType.F16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
                break;
            case GgufType.BF16:
                var upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var i = 0; i < values.Length; i++)
                    values[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
                break;
            case GgufType.F64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(bytes), values);
                break;
            case GgufType.I8:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, sbyte>(bytes), values);
                break;
            case GgufType.I16:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, short>(bytes), values);
                break;
            case GgufType.I32:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, int>(bytes), values);
                break;
            default:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, long>(bytes), values);
                break;
        }
    }

    public static void Encode(GgufType type, ReadOnlySpan<float> values, Span<byte> bytes)
    {
        switch (type)
        {
            case GgufType.F32:
                MemoryMarshal.AsBytes(values).CopyTo(bytes);
                break;
            case GgufType.F16:
                TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(bytes));
                break;
            case GgufType.BF16:
                var upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var i = 0; i < values.Length; i++)
                    upper[i] = ToBFloat16(values[i]);
                break;
            default:
                throw new ArgumentException($"{type} cannot be written from floats; F32, F16 and BF16 can", nameof(type));
        }
    }

    // Round to nearest, ties to even; a NaN stays one.
    private static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value))
            bits = (bits & 0xFFFF0000) | 0x00400000;
        return (ushort)(((ulong)bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
