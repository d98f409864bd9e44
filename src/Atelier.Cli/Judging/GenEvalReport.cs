using Atelier.Evaluation.GenEval;

namespace Atelier.Cli.Judging;

/// <summary>Scores of a model, as JSON.</summary>
internal sealed record GenEvalReport(
    string Model,
    GenEvalScore Overall,
    GenEvalScore? SingleObject,
    GenEvalScore? TwoObject,
    GenEvalScore? Counting,
    GenEvalScore? Colors,
    GenEvalScore? Position,
    GenEvalScore? ColorAttr,
    int Prompts,
    int Pictures,
    GenEvalScore? PlainOverall)
{
    public static GenEvalReport Of(string model, GenEvalResult result, GenEvalResult? plain = null) => new(
        model,
        Rounded(result.Overall),
        Of(result, GenEvalCategory.SingleObject),
        Of(result, GenEvalCategory.TwoObject),
        Of(result, GenEvalCategory.Counting),
        Of(result, GenEvalCategory.Colors),
        Of(result, GenEvalCategory.Position),
        Of(result, GenEvalCategory.ColorAttr),
        result.Prompts,
        result.Pictures,
        plain is null ? null : Rounded(plain.Overall));

    private static GenEvalScore? Of(GenEvalResult result, GenEvalCategory category) =>
        result.Categories.TryGetValue(category, out var score) ? Rounded(score) : null;

    private static GenEvalScore Rounded(GenEvalScore s) => new(
        Math.Round(s.Score, 4), Math.Round(s.Low, 4), Math.Round(s.High, 4), Math.Round(s.Ceiling, 4), Math.Round(s.Floor, 4));
}
