namespace Atelier.Imaging.Resize;

/// <summary>For every output position the source positions that it is made of, and their weights (sum 1).</summary>
/// <param name="Start">First source position of each output.</param>
/// <param name="Weights">Weights of each output, as many as it has sources.</param>
internal sealed record ResizeWeights(int[] Start, double[][] Weights)
{
    private const int PrecisionBits = 32 - 8 - 2;

    /// <summary>Pillow's rule, which torch shares for <c>antialias</c>.</summary>
    /// <param name="size">Source positions.</param>
    /// <param name="from">Start of the part that is resized.</param>
    /// <param name="scale">Source positions for one output position.</param>
    /// <param name="count">Output positions.</param>
    /// <param name="kernel">The filter.</param>
    public static ResizeWeights Make(int size, double from, double scale, int count, FilterKernel kernel)
    {
        var stretch = Math.Max(scale, 1);
        var support = kernel.Support * stretch;
        var start = new int[count];
        var weights = new double[count][];
        for (var i = 0; i < count; i++)
        {
            var centre = from + ((i + 0.5) * scale);
            var first = Math.Max(0, (int)(centre - support + 0.5));
            var last = Math.Min(size, (int)(centre + support + 0.5));
            var taps = new double[Math.Max(0, last - first)];
            for (var k = 0; k < taps.Length; k++)
                taps[k] = kernel.At((k + first - centre + 0.5) * (1 / stretch));
            Normalise(taps);
            (start[i], weights[i]) = (first, taps);
        }

        return new ResizeWeights(start, weights);
    }

    /// <summary>The weights with 22 fractional bits, rounded half away from zero.</summary>
    public (int[][] Weights, int Bits) ToFixedPoint() =>
        (Array.ConvertAll(Weights, taps => Array.ConvertAll(taps, weight => RoundAway(weight, PrecisionBits))), PrecisionBits);

    /// <summary>The weights with as many bits as 16-bit arithmetic allows: torch's resize of bytes.</summary>
    public (int[][] Weights, int Bits) ToShortFixedPoint()
    {
        var most = Weights.Max(taps => taps.Max());
        var bits = 0;
        while (bits < PrecisionBits && (int)(0.5 + (most * (1 << (bits + 1)))) < 1 << 15)
            bits++;
        return (Array.ConvertAll(Weights, taps => Array.ConvertAll(taps, weight => RoundAway(weight, bits))), bits);
    }

    private static int RoundAway(double weight, int bits) => (int)((weight < 0 ? -0.5 : 0.5) + (weight * (1 << bits)));

    private static void Normalise(double[] taps)
    {
        double sum = 0;
        foreach (var tap in taps)
            sum += tap;
        if (sum == 0)
            return;
        for (var k = 0; k < taps.Length; k++)
            taps[k] /= sum;
    }
}
