using Atelier.Torch.Statistics;

namespace Atelier.Evaluation.Metrics.Statistics;

/// <summary>Correlation of values (Pearson) and of ranks (Spearman).</summary>
public static class LinearCorrelation
{
    /// <summary>Pearson's coefficient, with Student's distribution of n - 2 degrees.</summary>
    /// <param name="x">At least 3 values.</param>
    /// <param name="y">As many.</param>
    public static Correlation Pearson(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count != y.Count || x.Count < 3)
            throw new ArgumentException($"A correlation needs as many values on both sides, at least 3; {x.Count} and {y.Count} were given.");
        var (meanX, meanY) = (x.Average(), y.Average());
        double Sum(Func<double, double, double> term) => x.Zip(y, (a, b) => term(a - meanX, b - meanY)).Sum();
        var r = Math.Clamp(Sum((a, b) => a * b) / Math.Sqrt(Sum((a, _) => a * a) * Sum((_, b) => b * b)), -1, 1);
        // t = r sqrt(n / (1 - r^2)) with n degrees of freedom lies outside +-t with this probability.
        var degrees = x.Count - 2;
        return new(r, BetaDistribution.Cumulative(1 - r * r, degrees / 2.0, 0.5));
    }

    /// <summary>Spearman's coefficient: Pearson's of the ranks.</summary>
    public static Correlation Spearman(IReadOnlyList<double> x, IReadOnlyList<double> y) => Pearson(Ranks(x), Ranks(y));

    /// <summary>Ranks from 1; equal values share the mean of theirs.</summary>
    public static double[] Ranks(IReadOnlyList<double> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Count];
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end < order.Length && values[order[end]] == values[order[start]])
                end++;
            for (var i = start; i < end; i++)
                ranks[order[i]] = (start + end + 1) / 2.0;
            start = end;
        }

        return ranks;
    }
}
