using Atelier.Imaging;

namespace Atelier.Evaluation.GenEval;

/// <summary>A judged picture.</summary>
/// <param name="Prompt">What was asked for.</param>
/// <param name="Picture">What came.</param>
/// <param name="Seen">What the judge found in it, doubtful things included.</param>
/// <param name="IsRight">The verdict.</param>
public sealed record GenEvalSight(GenEvalPrompt Prompt, Picture Picture, IReadOnlyList<DetectedObject> Seen, bool IsRight);
