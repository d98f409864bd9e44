using Atelier.Torch.Statistics;

namespace Atelier.Diffusion.Grids;

/// <summary>Noise levels from a largest to a smallest, by a rule.</summary>
internal static class SigmaGrid
{
    private const double KarrasRho = 7;
    private const double BetaShape = 0.6;

    /// <summary>Evenly from <paramref name="start"/> to <paramref name="end"/>, both included; one point is the start.</summary>
    public static double[] Linear(double start, double end, int count)
    {
        var step = count > 1 ? (end - start) / (count - 1) : 0;
        var points = new double[count];
        for (var i = 0; i < count; i++)
            points[i] = start + i * step;
        if (count > 1)
            points[^1] = end;
        return points;
    }

    /// <summary>Spreads as many levels as were given anew between the first and the last of them.</summary>
    public static double[] Respace(double[] sigmas, SigmaSpacing spacing) => spacing == SigmaSpacing.Native || sigmas.Length == 0
        ? sigmas
        : Between(sigmas[0], sigmas[^1], sigmas.Length, spacing);

    /// <summary>Levels from <paramref name="max"/> to <paramref name="min"/>.</summary>
    public static double[] Between(double max, double min, int count, SigmaSpacing spacing)
    {
        var ramp = Linear(0, 1, count);
        return spacing switch
        {
            SigmaSpacing.Karras => Map(ramp, r => Math.Pow(
                Math.Pow(max, 1 / KarrasRho) + r * (Math.Pow(min, 1 / KarrasRho) - Math.Pow(max, 1 / KarrasRho)), KarrasRho)),
            SigmaSpacing.Exponential => Map(Linear(Math.Log(max), Math.Log(min), count), Math.Exp),
            SigmaSpacing.Beta => Map(ramp, r => min + BetaDistribution.Quantile(1 - r, BetaShape, BetaShape) * (max - min)),
            _ => throw new ArgumentOutOfRangeException(nameof(spacing), spacing, "Karras, Exponential or Beta spread between two ends."),
        };
    }

    /// <summary>Every level through a function.</summary>
    public static double[] Map(double[] values, Func<double, double> function) => Array.ConvertAll(values, v => function(v));
}
