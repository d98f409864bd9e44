using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Learned;

/// <summary>What LPIPS does with the feature maps of its backbone (Zhang et al. 2018).</summary>
/// <param name="weights">Per layer, [1, C, 1, 1] and not negative; null counts every channel once.</param>
public sealed class LpipsHead(IReadOnlyList<Tensor>? weights = null)
{
    private static readonly float[] Shift = [-0.030f, -0.088f, -0.188f];
    private static readonly float[] Scale = [0.458f, 0.448f, 0.450f];

    /// <summary>The backbone's input. [B, 3, H, W] in -1..1</summary>
    public static Tensor Scaled(Tensor picture) =>
        (picture - Tensor.From(Shift, 1, 3, 1, 1).To(picture.Device)) / Tensor.From(Scale, 1, 3, 1, 1).To(picture.Device);

    /// <summary>Features of unit length over the channels; the constant is added to the length, not to its square.</summary>
    public static Tensor Unit(Tensor features) => features / (features.Square().Sum([1], keep: true).Sqrt() + 1e-10);

    /// <summary>The distance in one layer: [B, 1, 1, 1], or [B, 1, H, W] where a size is given.</summary>
    /// <param name="layer">From 0.</param>
    /// <param name="a">[B, C, h, w].</param>
    /// <param name="b">As a.</param>
    /// <param name="size">Height and width of a map of distances; null takes the mean.</param>
    public Tensor Layer(int layer, Tensor a, Tensor b, (long Height, long Width)? size = null)
    {
        using var scope = Tensor.Scope();
        var difference = (Unit(a) - Unit(b)).Square();
        var weighted = weights is null ? difference : difference * weights[layer];
        var distance = weighted.Sum([1], keep: true); // [B, 1, h, w]
        return scope.Keep(size is { } s ? distance.UpsampleBilinear(s.Height, s.Width) : distance.Mean([2, 3], keep: true));
    }

    /// <summary>The distance: the sum over the layers.</summary>
    public Tensor Distance(IReadOnlyList<Tensor> a, IReadOnlyList<Tensor> b, (long Height, long Width)? size = null)
    {
        if (a.Count == 0 || a.Count != b.Count || weights is not null && weights.Count != a.Count)
            throw new ArgumentException($"{a.Count} and {b.Count} layers were given, with weights for {weights?.Count ?? a.Count}.");
        using var scope = Tensor.Scope();
        return scope.Keep(Enumerable.Range(0, a.Count).Select(i => Layer(i, a[i], b[i], size)).Aggregate((sum, layer) => sum + layer));
    }
}
