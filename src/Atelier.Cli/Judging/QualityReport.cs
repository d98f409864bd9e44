using Atelier.Evaluation.Quality;

namespace Atelier.Cli.Judging;

/// <summary>Quality of a model's pictures, as JSON.</summary>
internal sealed record QualityReport(string Model, QualityScores Scores, QualityScores Ceiling, QualityScores Floor, int Pictures)
{
    public static QualityReport Of(string model, QualityResult result) =>
        new(model, Rounded(result.Model), Rounded(result.Ceiling), Rounded(result.Floor), result.Pictures);

    private static QualityScores Rounded(QualityScores s) => new(
        Math.Round(s.DioramaFid, 4), Math.Round(s.DioramaKid, 6), Math.Round(s.Precision, 4), Math.Round(s.Recall, 4),
        Math.Round(s.Density, 4), Math.Round(s.Coverage, 4));
}
