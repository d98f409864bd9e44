using Atelier.Imaging;

namespace Atelier.Evaluation.Metrics.Removal;

/// <summary>One connected part of the removal mask.</summary>
/// <param name="ContextBox">The part's box, a third wider and higher on each side, within the picture.</param>
/// <param name="Overlapping">Kept segments that reach out of the part.</param>
/// <param name="Nested">Kept segments that lie inside it: candidates for hallucinated objects.</param>
/// <param name="Adjacent">[nested, overlapping]: whether they touch inside the part.</param>
/// <param name="Context">1 - cosine of the part and its surroundings, 0 to 2.</param>
/// <param name="Hallucinations">The nested segments that touch an overlapping one.</param>
public sealed record CfdComponent(
    PixelBox ContextBox,
    IReadOnlyList<int> Overlapping,
    IReadOnlyList<int> Nested,
    bool[,] Adjacent,
    double Context,
    IReadOnlyList<CfdHallucination> Hallucinations)
{
    /// <summary>Context coherence and hallucination penalty together; lower is better.</summary>
    public double Score => Context + Hallucinations.Sum(h => h.Weight * h.Distance);
}
