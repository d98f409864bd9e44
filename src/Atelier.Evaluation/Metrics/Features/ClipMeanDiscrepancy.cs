using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Features;

/// <summary>CMMD: maximum mean discrepancy of CLIP embeddings with a Gaussian kernel, biased estimate (Jayasumana et al. 2024).</summary>
public static class ClipMeanDiscrepancy
{
    /// <summary>The distance.</summary>
    /// <param name="a">Embeddings, [n, C]; brought to unit length here.</param>
    /// <param name="b">[m, C].</param>
    /// <param name="sigma">Width of the kernel.</param>
    /// <param name="scale">Factor of the answer.</param>
    public static double Between(Tensor a, Tensor b, double sigma = 10, double scale = 1000)
    {
        using var scope = Tensor.Scope();
        var (x, y) = (FeatureSet.Unit(FeatureSet.Wide(a)), FeatureSet.Unit(FeatureSet.Wide(b)));
        double Mean(Tensor u, Tensor v) => (FeatureSet.SquaredDistances(u, v) / (-2 * sigma * sigma)).Exp().Mean().Item();
        return scale * (Mean(x, x) + Mean(y, y) - 2 * Mean(x, y));
    }
}
