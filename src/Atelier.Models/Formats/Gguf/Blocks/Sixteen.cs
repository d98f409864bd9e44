using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Atelier.Models.Formats.Gguf.Blocks;

/// <summary>Sixteen codes at a time: all block types decode to <c>(code - bias) * scale - minus</c>, in this order and unfused.</summary>
internal static class Sixteen
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Load(ReadOnlySpan<byte> bytes, int at) => Vector128.Create(bytes.Slice(at, 16));

    /// <summary>Some bits of each byte.</summary>
    /// <param name="bytes">The packed codes.</param>
    /// <param name="shift">The lowest bit that is wanted.</param>
    /// <param name="mask">As many ones as bits are wanted.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Bits(Vector128<byte> bytes, int shift, byte mask) => (bytes >>> shift) & Vector128.Create(mask);

    /// <summary>Sixteen bits as bytes of 0 or <paramref name="value"/>, the lowest first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Spread(uint bits, byte value)
    {
        var masks = Vector128.Create(0x8040201008040201).AsByte();
        var repeated = Vector128.Create(Vector64.Create((byte)bits), Vector64.Create((byte)(bits >> 8)));
        return Vector128.Equals(repeated & masks, masks) & Vector128.Create(value);
    }

    /// <summary>Writes sixteen values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Decode(Vector128<byte> codes, int bias, float scale, float minus, Span<float> values)
    {
        var (low, high) = Vector128.Widen(codes);
        Four(Vector128.WidenLower(low), bias, scale, minus, values);
        Four(Vector128.WidenUpper(low), bias, scale, minus, values[4..]);
        Four(Vector128.WidenLower(high), bias, scale, minus, values[8..]);
        Four(Vector128.WidenUpper(high), bias, scale, minus, values[12..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(Vector128<uint> codes, int bias, float scale, float minus, Span<float> values) =>
        ((Vector128.ConvertToSingle(codes.AsInt32() - Vector128.Create(bias)) * scale) - Vector128.Create(minus)).CopyTo(values);
}
