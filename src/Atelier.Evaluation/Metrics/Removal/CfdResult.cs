using Atelier.Imaging;

namespace Atelier.Evaluation.Metrics.Removal;

/// <summary>The context-aware feature deviation of one picture.</summary>
/// <param name="Segments">The segments that were kept, largest first.</param>
/// <param name="Components">Per connected part of the mask.</param>
public sealed record CfdResult(IReadOnlyList<Mask> Segments, IReadOnlyList<CfdComponent> Components)
{
    /// <summary>Sum over the parts.</summary>
    public double Total => Components.Sum(c => c.Score);

    /// <summary>Mean over the parts: the picture's score; lower is better.</summary>
    public double Score => Total / Components.Count;
}
