using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Features;

/// <summary>Inception score: how sure a classifier is of each picture, and how many classes the set has (Salimans et al. 2016).</summary>
/// <param name="PerSplit">Score of every split.</param>
public sealed record InceptionScore(IReadOnlyList<double> PerSplit)
{
    /// <summary>Mean over the splits.</summary>
    public double Mean => PerSplit.Average();

    /// <summary>Standard deviation over the splits, divided by their number.</summary>
    public double Deviation => Math.Sqrt(PerSplit.Average(s => Math.Pow(s - Mean, 2)));

    /// <summary>The score of a set.</summary>
    /// <param name="logits">[n, classes].</param>
    /// <param name="splits">Parts of n / splits consecutive rows; rows left over are not used.</param>
    public static InceptionScore Of(Tensor logits, int splits = 10)
    {
        var size = logits.Size(0) / splits;
        if (splits < 1 || size < 1)
            throw new ArgumentException($"{splits} splits of {logits.Size(0)} rows leave no row each.");
        using var scope = Tensor.Scope();
        var logProbabilities = logits.To(ScalarType.Float64).LogSoftmax(1);
        return new([.. Enumerable.Range(0, splits).Select(i => Score(logProbabilities.Narrow(0, i * size, size)))]);
    }

    private static double Score(Tensor logProbabilities)
    {
        var probabilities = logProbabilities.Exp();
        var marginal = probabilities.Mean([0], keep: true).Log();
        return Math.Exp((probabilities * (logProbabilities - marginal)).Sum([1]).Mean().Item());
    }
}
