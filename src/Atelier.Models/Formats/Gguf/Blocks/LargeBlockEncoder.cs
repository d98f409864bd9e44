using System.Buffers.Binary;
using System.Numerics.Tensors;

namespace Atelier.Models.Formats.Gguf.Blocks;

/// <summary>Encodes blocks of 256 values with a scale and a minimum for each 32 of them.</summary>
internal static class LargeBlockEncoder
{
    private const int Parts = 8, Length = 32, MostCode = 15, MostScale = 63;

    // Ranges of codes that are tried around the exact one, in steps of a tenth.
    private const int Tries = 21;
    private const float FirstTry = -1, TryStep = 0.1f;

    public static void EncodeQ4(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<float> scales = stackalloc float[Parts], minima = stackalloc float[Parts];
        for (var part = 0; part < Parts; part++)
            (scales[part], minima[part]) = Fit(values.Slice(part * Length, Length));

        // Both are stored in six bits, as multiples of two halves.
        var (largest, deepest) = (TensorPrimitives.Max(scales), TensorPrimitives.Max(minima));
        Span<byte> sixScales = stackalloc byte[Parts], sixMinima = stackalloc byte[Parts];
        for (var part = 0; part < Parts; part++)
        {
            sixScales[part] = Six(scales[part], largest);
            sixMinima[part] = Six(minima[part], deepest);
        }

        var (d, dmin) = ((Half)(largest / MostScale), (Half)(deepest / MostScale));
        BinaryPrimitives.WriteHalfLittleEndian(block, d);
        BinaryPrimitives.WriteHalfLittleEndian(block[2..], dmin);
        Pack(sixScales, sixMinima, block[4..16]);

        // Codes for the scales as they are stored.
        Span<byte> codes = stackalloc byte[Parts * Length];
        for (var part = 0; part < Parts; part++)
        {
            var (scale, least) = ((float)d * sixScales[part], (float)dmin * sixMinima[part]);
            for (var i = part * Length; i < (part + 1) * Length; i++)
                codes[i] = scale == 0 ? (byte)0 : Code((values[i] + least) / scale);
        }

        // 32 bytes hold 64 values: byte j has values j and 32 + j.
        for (var pair = 0; pair < Parts / 2; pair++)
        {
            for (var i = 0; i < Length; i++)
                block[16 + (pair * Length) + i] = (byte)(codes[(pair * 2 * Length) + i] | (codes[(((pair * 2) + 1) * Length) + i] << 4));
        }
    }

    // Scale and minimum (not below 0, taken away) of the least squared error, weighted by magnitude, over several ranges of codes.
    private static (float Scale, float Least) Fit(ReadOnlySpan<float> x)
    {
        Span<float> weights = stackalloc float[Length], codes = stackalloc float[Length];
        var typical = MathF.Sqrt(TensorPrimitives.SumOfSquares(x) / Length);
        for (var i = 0; i < Length; i++)
            weights[i] = typical + MathF.Abs(x[i]);

        var (low, high) = (Math.Min(0, TensorPrimitives.Min(x)), TensorPrimitives.Max(x));
        if (high <= low)
            return (0, -low);
        var (scale, least) = ((high - low) / MostCode, low);
        Spread(x, 1 / scale, low, codes);
        var best = Error(x, weights, codes, scale, least);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            Spread(x, (FirstTry + (TryStep * attempt) + MostCode) / (high - low), low, codes);
            var (candidate, offset) = Line(x, weights, codes);
            var error = candidate > 0 ? Error(x, weights, codes, candidate, offset) : float.PositiveInfinity;
            if (error < best)
                (best, scale, least) = (error, candidate, offset);
        }

        return (scale, -least);
    }

    private static void Spread(ReadOnlySpan<float> x, float inverse, float low, Span<float> codes)
    {
        for (var i = 0; i < x.Length; i++)
            codes[i] = Code(inverse * (x[i] - low));
    }

    // The weighted line through (code, value); it does not begin above 0.
    private static (float Scale, float Offset) Line(ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> codes)
    {
        float w = 0, wl = 0, wll = 0, wx = 0, wxl = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var (weight, code) = (weights[i], codes[i]);
            w += weight;
            wl += weight * code;
            wll += weight * code * code;
            wx += weight * x[i];
            wxl += weight * x[i] * code;
        }

        var determinant = (w * wll) - (wl * wl);
        if (determinant <= 0)
            return (0, 0);
        var offset = ((wll * wx) - (wl * wxl)) / determinant;
        return offset > 0 ? (wxl / wll, 0) : (((w * wxl) - (wx * wl)) / determinant, offset);
    }

    private static float Error(ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> codes, float scale, float offset)
    {
        float error = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var difference = (scale * codes[i]) + offset - x[i];
            error += weights[i] * difference * difference;
        }

        return error;
    }

    private static byte Code(float value) => (byte)Math.Clamp(MathF.Round(value), 0, MostCode);

    private static byte Six(float value, float largest) => largest > 0 ? (byte)Math.Clamp(MathF.Round(MostScale / largest * value), 0, MostScale) : (byte)0;

    // The first four of each whole in the low bits; the high two bits of the others above them, their low four in the last bytes.
    private static void Pack(ReadOnlySpan<byte> scales, ReadOnlySpan<byte> minima, Span<byte> bytes)
    {
        for (var i = 0; i < 4; i++)
        {
            bytes[i] = (byte)(scales[i] | (scales[4 + i] >> 4 << 6));
            bytes[4 + i] = (byte)(minima[i] | (minima[4 + i] >> 4 << 6));
            bytes[8 + i] = (byte)((scales[4 + i] & 15) | ((minima[4 + i] & 15) << 4));
        }
    }
}
