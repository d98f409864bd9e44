namespace Atelier.Evaluation.GenEval;

/// <summary>All categories and their unweighted mean.</summary>
/// <param name="Overall">Unweighted mean of the categories that were asked.</param>
/// <param name="Categories">Per category.</param>
/// <param name="Prompts">Number of prompts.</param>
/// <param name="Pictures">Number of pictures judged.</param>
public sealed record GenEvalResult(
    GenEvalScore Overall, IReadOnlyDictionary<GenEvalCategory, GenEvalScore> Categories, int Prompts, int Pictures);
