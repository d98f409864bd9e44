using Atelier.Torch;

namespace Atelier.Models.Layers.Norms;

/// <summary>Norms by the length of vectors.</summary>
public static class ResponseNorms
{
    /// <summary>Divides by the length over the last dimension. [.., C]</summary>
    public static Tensor UnitLength(Tensor x, double epsilon = 1e-12) => x / x.Norm(2, [-1], keep: true).Clamp(epsilon);

    /// <summary>Global response norm: channels compete by their length over the plane. x [B, H, W, C], gamma and beta [C]</summary>
    /// <remarks>(Woo et al. 2023, arXiv 2301.00808.)</remarks>
    public static Tensor GlobalResponse(Tensor x, Tensor gamma, Tensor beta)
    {
        var length = x.Norm(2, [1, 2], keep: true);
        var share = length / (length.Mean([-1], keep: true) + 1e-6);
        return (gamma * (x * share)) + beta + x;
    }
}
