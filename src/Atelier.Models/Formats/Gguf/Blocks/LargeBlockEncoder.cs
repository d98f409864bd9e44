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
        var (low, high) = (Math.Min(0, TensorPrimitives.Min(x)), TensorPrimitives.Max(x));
        if (high <= low)
            return (0, -low);
        Span<float> weights = stackalloc float[Length];
        TensorPrimitives.Abs(x, weights);
        TensorPrimitives.Add(weights, MathF.Sqrt(TensorPrimitives.SumOfSquares(x) / Length), weights);
        var line = new WeightedLine(x, weights);
        var (scale, least) = ((high - low) / MostCode, low);
        line.Spread(1 / scale, low, MostCode);
        var best = line.Error(scale, least);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            line.Spread((FirstTry + (TryStep * attempt) + MostCode) / (high - low), low, MostCode);
            var (candidate, offset) = line.Fit();
            var error = candidate > 0 ? line.Error(candidate, offset) : double.PositiveInfinity;
            if (error < best)
                (best, scale, least) = (error, candidate, offset);
        }

        return (scale, -least);
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
