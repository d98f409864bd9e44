namespace Atelier.Training.Detection;

/// <summary>Puts scores on the scale of the benchmark's thresholds: a line through the logits.</summary>
/// <remarks>
/// GenEval's 0.3 and 0.9 were chosen for another detector. Ours is worth most in the range of thresholds where as many groups of several objects of a class in held-out pictures
/// are counted right (the hardest of what the benchmark asks) as at the best one, but for two in five hundred: 0.3 lies at its lower end, and 0.9, which counting asks for, at its upper. Scores are no probabilities then.
/// </remarks>
/// <param name="Scale">Factor of the logit.</param>
/// <param name="Shift">Added to it.</param>
public sealed record ScoreCalibration(double Scale, double Shift)
{
    private const double Low = 0.3;
    private const double High = 0.9;
    private const double Tolerance = 0.004;
    private const double Step = 0.05;
    private const int Steps = 120;

    /// <summary>Scores as they are.</summary>
    public static ScoreCalibration None { get; } = new(1, 0);

    /// <summary>Searches the range around the best threshold and lays the scale over it.</summary>
    /// <param name="right">The share that is right at a threshold of the logit.</param>
    public static ScoreCalibration Around(Func<double, double> right)
    {
        var thresholds = Enumerable.Range(-Steps, (2 * Steps) + 1).Select(i => i * Step).ToArray();
        var shares = Array.ConvertAll(thresholds, t => right(t));
        var best = Array.IndexOf(shares, shares.Max());
        var (low, high) = (best, best);
        while (low > 0 && shares[low - 1] >= shares[best] - Tolerance)
            low--;
        while (high < shares.Length - 1 && shares[high + 1] >= shares[best] - Tolerance)
            high++;
        var scale = (Logit(High) - Logit(Low)) / Math.Max(Step, thresholds[high] - thresholds[low]);
        return new(scale, ((Logit(High) + Logit(Low)) / 2) - (scale * (thresholds[high] + thresholds[low]) / 2));
    }

    /// <summary>The score of a logit, 0 to 1.</summary>
    public double Of(double logit) => 1 / (1 + Math.Exp(-((Scale * logit) + Shift)));

    private static double Logit(double p) => Math.Log(p / (1 - p));
}
