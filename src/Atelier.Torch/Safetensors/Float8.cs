namespace Atelier.Torch.Safetensors;

/// <summary>The 8-bit floats that network weights come in: half precision holds each of them exactly.</summary>
internal static unsafe class Float8
{
    private static readonly Half[] Wide5 = Table(code => BitConverter.UInt16BitsToHalf((ushort)(code << 8)));

    // Four exponent bits with a bias of 7, three of the fraction; the largest code of either sign is not a number, and there are no infinities.
    private static readonly Half[] Wide4 = Table(code =>
    {
        var (sign, exponent, fraction) = (code < 128 ? 1f : -1f, (code >> 3) & 15, code & 7);
        return (Half)(exponent == 15 && fraction == 7 ? float.NaN
            : exponent == 0 ? sign * MathF.ScaleB(fraction, -9)
            : sign * MathF.ScaleB(8 + fraction, exponent - 10));
    });

    /// <summary>True for the two types that are widened.</summary>
    public static bool Holds(SafetensorsType type) => type is SafetensorsType.F8E4M3 or SafetensorsType.F8E5M2;

    /// <summary>Widens elements.</summary>
    public static void Widen(SafetensorsType type, byte* source, Half* target, long count)
    {
        var table = type == SafetensorsType.F8E5M2 ? Wide5 : Wide4;
        for (long i = 0; i < count; i++)
            target[i] = table[source[i]];
    }

    private static Half[] Table(Func<int, Half> value) => [.. Enumerable.Range(0, 256).Select(value)];
}
