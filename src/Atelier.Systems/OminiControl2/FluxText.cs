using Atelier.Torch;

namespace Atelier.Systems.OminiControl2;

/// <summary>The text of a call.</summary>
/// <param name="Tokens">[B, N, channels].</param>
/// <param name="Positions">[N, axes].</param>
/// <param name="Pooled">[B, P], or null for networks without it.</param>
/// <param name="Guidance">[B], the guidance number; null for networks without it.</param>
public sealed record FluxText(Tensor Tokens, Tensor Positions, Tensor? Pooled, Tensor? Guidance)
{
    /// <summary>Boolean [B, N], false for padding; null where all tokens are seen, as FLUX.1 sees its padding.</summary>
    public Tensor? Mask { get; init; }

    /// <summary>Its rows, each as a text of its own.</summary>
    public IEnumerable<FluxText> Rows()
    {
        var count = Tokens.Size(0);
        return count == 1 ? [this] : Enumerable.Range(0, (int)count).Select(i => Row(i));
    }

    /// <summary>One row of it.</summary>
    /// <param name="row">From 0.</param>
    public FluxText Row(long row)
    {
        return new(Tokens.Narrow(0, row, 1), Positions, Of(Pooled), Of(Guidance)) { Mask = Of(Mask) };

        Tensor? Of(Tensor? all) => all?.Narrow(0, row, 1);
    }
}
