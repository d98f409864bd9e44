namespace Atelier.Evaluation.GenEval;

/// <summary>How much more, or less, is right than before.</summary>
/// <param name="Mean">Difference of the shares.</param>
/// <param name="Low">Lower end of its 95 % bootstrap interval over prompts.</param>
/// <param name="High">Upper end.</param>
public sealed record GenEvalChange(double Mean, double Low, double High);
