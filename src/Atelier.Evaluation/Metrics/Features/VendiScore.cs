using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Features;

/// <summary>Vendi score: how many different samples a set has, in effect (Friedman and Dieng 2023).</summary>
public static class VendiScore
{
    /// <summary>The score: 1 where all samples are alike, n where no two are.</summary>
    /// <param name="features">[n, C]; brought to unit length here.</param>
    /// <param name="order">Order of the Rényi entropy, at least 0; 1 is Shannon's, infinity looks at the largest share only.</param>
    public static double Of(Tensor features, double order = 1)
    {
        using var scope = Tensor.Scope();
        var rows = FeatureSet.Unit(FeatureSet.Wide(features));
        var shares = (rows.MatMul(rows.Transpose(0, 1)) / rows.Size(0)).Eigh().Values.ToArray<double>().Where(v => v > 0).ToArray();
        if (double.IsPositiveInfinity(order))
            return 1 / shares.Max();
        return order == 1
            ? Math.Exp(-shares.Sum(p => p * Math.Log(p)))
            : Math.Pow(shares.Sum(p => Math.Pow(p, order)), 1 / (1 - order));
    }
}
