using Atelier.Evaluation.GenEval;

namespace Atelier.Systems.LightGen.Evaluation;

/// <summary>Judged pictures of an arm, as they are kept between runs.</summary>
/// <param name="Arm">Name.</param>
/// <param name="Model">Name or folder of the model; empty for true renders.</param>
/// <param name="Place">On its curve; null for an arm.</param>
/// <param name="PromptsPerCategory">Of the fixed set.</param>
/// <param name="Steps">Times that the transformer ran.</param>
/// <param name="HeadSteps">Diffusion steps of each token.</param>
/// <param name="Guidance">Strength.</param>
/// <param name="Weights">Size and time of the weight file, so that other weights of the same name are judged anew.</param>
/// <param name="Right">Per prompt a word of 1 and 0, one a picture.</param>
/// <param name="Shuffled">The same for pictures of other prompts.</param>
public sealed record ArmScores(
    string Arm, string Model, double? Place, int PromptsPerCategory, int? Steps, int? HeadSteps, double? Guidance, string Weights,
    IReadOnlyList<string> Right, IReadOnlyList<string> Shuffled)
{
    /// <summary>True where both were made in the same way.</summary>
    public bool IsAs(ArmScores other) => this with { Right = other.Right, Shuffled = other.Shuffled } == other;

    /// <summary>With answers.</summary>
    public ArmScores With(GenEvalAnswers answers) => this with { Right = Words(answers.Right), Shuffled = Words(answers.Shuffled) };

    /// <summary>The answers.</summary>
    public GenEvalAnswers Answers() => new(Bits(Right), Bits(Shuffled));

    private static string[] Words(IEnumerable<bool[]> answers) => [.. answers.Select(a => string.Concat(a.Select(right => right ? '1' : '0')))];

    private static bool[][] Bits(IEnumerable<string> words) => [.. words.Select(w => w.Select(c => c == '1').ToArray())];
}
