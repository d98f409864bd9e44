namespace Atelier.Evaluation.GenEval;

/// <summary>One prompt with what a picture of it must show.</summary>
/// <param name="Category">Kind of prompt.</param>
/// <param name="Text">What the model is asked for.</param>
/// <param name="Include">Demands that must all hold.</param>
/// <param name="Exclude">What must not be seen: at least this many of a class.</param>
public sealed record GenEvalPrompt(
    GenEvalCategory Category, string Text, IReadOnlyList<GenEvalClause> Include, IReadOnlyList<GenEvalClause> Exclude);
