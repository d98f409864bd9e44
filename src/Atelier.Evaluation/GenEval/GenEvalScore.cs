namespace Atelier.Evaluation.GenEval;

/// <summary>A share of correct pictures with its interval, its ceiling and its floor.</summary>
/// <param name="Score">Share, 0 to 1.</param>
/// <param name="Low">Lower end of the 95 % bootstrap interval over prompts.</param>
/// <param name="High">Upper end.</param>
/// <param name="Ceiling">The same share on true renders of the prompts.</param>
/// <param name="Floor">The same share where pictures and prompts of a category are shuffled.</param>
public sealed record GenEvalScore(double Score, double Low, double High, double Ceiling, double Floor);
