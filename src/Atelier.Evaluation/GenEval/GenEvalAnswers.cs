namespace Atelier.Evaluation.GenEval;

/// <summary>Right and wrong of a painter's pictures.</summary>
/// <param name="Right">Per prompt, of each of its pictures.</param>
/// <param name="Shuffled">The same where each prompt is judged by the pictures of another one of its kind.</param>
public sealed record GenEvalAnswers(IReadOnlyList<bool[]> Right, IReadOnlyList<bool[]> Shuffled);
