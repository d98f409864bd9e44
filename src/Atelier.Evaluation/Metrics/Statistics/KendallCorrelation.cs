using Atelier.Torch.Statistics;

namespace Atelier.Evaluation.Metrics.Statistics;

/// <summary>Kendall's rank correlation: pairs in the same order less pairs in opposite order.</summary>
public static class KendallCorrelation
{
    // Up to so many values the distribution is counted out; beyond, it is nearly normal.
    private const int CountedOut = 33;

    /// <summary>tau-b, which corrects for ties.</summary>
    /// <param name="x">At least 2 values.</param>
    /// <param name="y">As many.</param>
    public static Correlation TauB(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var (pairs, discordant, score) = Count(x, y);
        var (tiesX, tiesY) = (Ties(x, t => t * (t - 1) / 2), Ties(y, t => t * (t - 1) / 2));
        var tau = score / Math.Sqrt(pairs - tiesX) / Math.Sqrt(pairs - tiesY);
        var fewest = Math.Min(discordant, pairs - discordant);
        var exact = tiesX == 0 && tiesY == 0 && (x.Count <= CountedOut || fewest <= 1);
        return new(Math.Clamp(tau, -1, 1), exact ? ExactProbability(x.Count, (int)fewest) : NormalProbability(x, y, score));
    }

    /// <summary>Stuart's tau-c, which corrects for the shape of the table of values.</summary>
    public static double TauC(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var classes = Math.Min(x.Distinct().Count(), y.Distinct().Count());
        return 2 * Count(x, y).Score / ((double)x.Count * x.Count * (classes - 1) / classes);
    }

    private static (double Pairs, double Discordant, double Score) Count(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count != y.Count || x.Count < 2)
            throw new ArgumentException($"A correlation needs as many values on both sides, at least 2; {x.Count} and {y.Count} were given.");
        var (score, discordant) = (0, 0);
        for (var i = 0; i < x.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var sign = Math.Sign(x[i] - x[j]) * Math.Sign(y[i] - y[j]);
                score += sign;
                discordant += sign < 0 ? 1 : 0;
            }
        }

        return (x.Count * (x.Count - 1.0) / 2, discordant, score);
    }

    // A sum over the groups of equal values.
    private static double Ties(IReadOnlyList<double> values, Func<double, double> term) => values.GroupBy(v => v).Sum(group => term(group.Count()));

    private static double NormalProbability(IReadOnlyList<double> x, IReadOnlyList<double> y, double score)
    {
        var n = (double)x.Count;
        var m = n * (n - 1);
        double Pairs(IReadOnlyList<double> v) => Ties(v, t => t * (t - 1) / 2);
        double Triples(IReadOnlyList<double> v) => Ties(v, t => t * (t - 1) * (t - 2));
        double Wide(IReadOnlyList<double> v) => Ties(v, t => t * (t - 1) * (2 * t + 5));
        var variance = (m * (2 * n + 5) - Wide(x) - Wide(y)) / 18 + 2 * Pairs(x) * Pairs(y) / m + Triples(x) * Triples(y) / (9 * m * (n - 2));
        return NormalDistribution.Beyond(score / Math.Sqrt(variance));
    }

    // Permutations with so few discordant pairs, or so few concordant ones, among all n!.
    private static double ExactProbability(int n, int fewest)
    {
        if (4.0 * fewest >= n * (n - 1.0))
            return 1;
        var counts = new double[fewest + 1];
        counts[0] = 1;
        for (var size = 2; size <= n; size++)
        {
            var grown = new double[fewest + 1];
            var sum = 0.0;
            for (var k = 0; k <= fewest; k++)
            {
                sum += counts[k] - (k >= size ? counts[k - size] : 0);
                grown[k] = sum;
            }

            // Divided as it grows, so that n! never overflows.
            counts = Array.ConvertAll(grown, c => c / size);
        }

        return Math.Clamp(2 * counts.Sum(), 0, 1);
    }
}
