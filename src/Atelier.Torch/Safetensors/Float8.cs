using System.Runtime.InteropServices;

namespace Atelier.Torch.Safetensors;

/// <summary>Numbers of 8 bits: 4 or 5 bits of exponent, as many of fraction as are left. All of them are bfloat16 numbers too.</summary>
internal static class Float8
{
    private static readonly ushort[] E4M3 = Table(exponentBits: 4, bias: 7, infinities: false);
    private static readonly ushort[] E5M2 = Table(exponentBits: 5, bias: 15, infinities: true);

    /// <summary>True for the types that are known here.</summary>
    public static bool Knows(SafetensorsType type) => type is SafetensorsType.F8E4M3 or SafetensorsType.F8E5M2;

    /// <summary>Bytes as bfloat16.</summary>
    public static void Widen(SafetensorsType type, ReadOnlySpan<byte> bytes, Span<ushort> values)
    {
        var table = type == SafetensorsType.F8E4M3 ? E4M3 : E5M2;
        for (var i = 0; i < bytes.Length; i++)
            values[i] = table[bytes[i]];
    }

    private static ushort[] Table(int exponentBits, int bias, bool infinities)
    {
        var fractionBits = 7 - exponentBits;
        var (table, top) = (new ushort[256], (1 << exponentBits) - 1);
        for (var i = 0; i < table.Length; i++)
        {
            var (exponent, fraction) = ((i >> fractionBits) & top, i & ((1 << fractionBits) - 1));
            var share = (double)fraction / (1 << fractionBits);
            var value = exponent == 0 ? Math.ScaleB(share, 1 - bias) : Math.ScaleB(1 + share, exponent - bias);
            // Without infinities only the very last pattern is no number.
            if (infinities && exponent == top)
                value = fraction == 0 ? double.PositiveInfinity : double.NaN;
            else if (!infinities && exponent == top && fraction == (1 << fractionBits) - 1)
                value = double.NaN;
            var single = (float)(i >= 128 ? -value : value);
            table[i] = (ushort)(MemoryMarshal.Cast<float, uint>(MemoryMarshal.CreateSpan(ref single, 1))[0] >> 16);
        }

        return table;
    }
}
