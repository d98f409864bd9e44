namespace Atelier.Training.Detection;

/// <summary>Puts scores on the scale of the benchmark's thresholds: a line through the logits.</summary>
/// <remarks>
/// GenEval's 0.3 and 0.9 were chosen for another detector. Ours is worth most around the one threshold at which most held-out pictures are wholly
/// right, so 0.3 shall lie half a logit below it and 0.9, which counting asks for, half a logit above. Scores are no probabilities then.
/// </remarks>
/// <param name="Scale">Factor of the logit.</param>
/// <param name="Shift">Added to it.</param>
public sealed record ScoreCalibration(double Scale, double Shift)
{
    private const double Low = 0.3;
    private const double High = 0.9;
    private const double Band = 1;
    private const double Step = 0.05;
    private const int Steps = 120;

    /// <summary>Scores as they are.</summary>
    public static ScoreCalibration None { get; } = new(1, 0);

    /// <summary>Searches the best threshold and lays the scale around it.</summary>
    /// <param name="right">The share of pictures that are wholly right at a threshold of the logit.</param>
    public static ScoreCalibration Around(Func<double, double> right)
    {
        var tried = Enumerable.Range(-Steps, (2 * Steps) + 1).Select(i => i * Step).Select(t => (Threshold: t, Right: right(t))).ToArray();
        var most = tried.Max(t => t.Right);
        // Equal ones are a plateau; its middle is the safest place.
        var best = tried.Where(t => t.Right == most).Select(t => t.Threshold).ToArray();
        var middle = best[best.Length / 2];
        var scale = (Logit(High) - Logit(Low)) / Band;
        return new(scale, ((Logit(High) + Logit(Low)) / 2) - (scale * middle));
    }

    /// <summary>The score of a logit, 0 to 1.</summary>
    public double Of(double logit) => 1 / (1 + Math.Exp(-((Scale * logit) + Shift)));

    private static double Logit(double p) => Math.Log(p / (1 - p));
}
