namespace Atelier.Training.Detection;

/// <summary>Makes scores probabilities: a line through the logits, fitted by logistic regression (Platt 1999).</summary>
/// <param name="Scale">Factor of the logit.</param>
/// <param name="Shift">Added to it.</param>
public sealed record ScoreCalibration(double Scale, double Shift)
{
    private const int Rounds = 30;
    // Keeps the fit finite where right and wrong fall apart wholly.
    private const double Ridge = 1e-3;

    /// <summary>Fits; leaves scores as they are where all of them are right, or none.</summary>
    /// <param name="seen">Logit of each detection, and whether it was right.</param>
    public static ScoreCalibration Fit(IReadOnlyList<(double Logit, bool Right)> seen)
    {
        if (seen.Count == 0 || seen.All(s => s.Right) || !seen.Any(s => s.Right))
            return new(1, 0);
        var (scale, shift) = (1.0, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            var (g0, g1, h00, h01, h11) = (Ridge * (scale - 1), Ridge * shift, Ridge, 0.0, Ridge);
            foreach (var (logit, right) in seen)
            {
                var p = 1 / (1 + Math.Exp(-((scale * logit) + shift)));
                var (error, weight) = (p - (right ? 1 : 0), p * (1 - p));
                (g0, g1) = (g0 + (error * logit), g1 + error);
                (h00, h01, h11) = (h00 + (weight * logit * logit), h01 + (weight * logit), h11 + weight);
            }

            var determinant = (h00 * h11) - (h01 * h01);
            scale -= ((h11 * g0) - (h01 * g1)) / determinant;
            shift -= ((h00 * g1) - (h01 * g0)) / determinant;
        }

        return new(scale, shift);
    }

    /// <summary>The probability of a logit.</summary>
    public double Of(double logit) => 1 / (1 + Math.Exp(-((Scale * logit) + Shift)));
}
