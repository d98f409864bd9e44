using Atelier.Torch;

namespace Atelier.Models.Layers.Norms;

/// <summary>Norms without weights, scaled and shifted by a conditioning vector.</summary>
public static class Modulated
{
    /// <summary>norm(x) (1 + scale) + shift, norm over the last dimension. x [B, N, C], shift and scale [B, 1, C]</summary>
    public static Tensor LayerNorm(Tensor x, Tensor shift, Tensor scale, double epsilon = 1e-6) =>
        shift.AddCMul(Plain(x, epsilon), scale + 1);

    /// <summary>Zero mean and unit variance over the last dimension, without weights, in single precision.</summary>
    public static Tensor Plain(Tensor x, double epsilon = 1e-6)
    {
        var wide = x.Type == ScalarType.Float64 ? x : x.Float();
        return Tensor.LayerNorm(wide, [x.Size(-1)], null, null, epsilon).To(x.Type);
    }
}
