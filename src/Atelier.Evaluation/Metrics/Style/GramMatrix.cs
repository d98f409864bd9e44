using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Style;

/// <summary>Which channels of a feature map act together: style without place (Gatys et al. 2016).</summary>
public static class GramMatrix
{
    /// <summary>Products of all pairs of channels. [B, C, H, W] to [B, C, C]</summary>
    /// <param name="features">The map.</param>
    /// <param name="normalise">Divides by C H W.</param>
    public static Tensor Of(Tensor features, bool normalise = true)
    {
        using var scope = Tensor.Scope();
        var rows = features.Flatten(2); // [B, C, HW]
        var products = rows.MatMul(rows.Transpose(1, 2));
        return scope.Keep(normalise ? products / (features.Size(1) * features.Size(2) * features.Size(3)) : products);
    }

    /// <summary>Mean squared difference of the matrices of two maps.</summary>
    public static Tensor Loss(Tensor a, Tensor b) => Of(a).MseLoss(Of(b));
}
