using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Features;

/// <summary>The Fréchet distance of two normal distributions; of Inception features it is the FID (Heusel et al. 2017).</summary>
public static class FrechetDistance
{
    /// <summary>Mean [C] and covariance [C, C], divided by n - 1.</summary>
    /// <param name="features">[n, C], at least two rows.</param>
    public static (Tensor Mean, Tensor Covariance) Moments(Tensor features)
    {
        if (features.Size(0) < 2)
            throw new ArgumentException($"A covariance needs at least 2 samples, {features.Describe()} was given.");
        using var scope = Tensor.Scope();
        var rows = FeatureSet.Wide(features);
        var mean = rows.Mean([0]);
        var centred = rows - mean;
        return (scope.Keep(mean), scope.Keep(centred.Transpose(0, 1).MatMul(centred) / (rows.Size(0) - 1)));
    }

    /// <summary>Trace of the root of the product of two covariances, by symmetric eigenproblems; eigenvalues below 0 are rounding.</summary>
    public static double TraceOfRoot(Tensor a, Tensor b)
    {
        using var scope = Tensor.Scope();
        var (values, vectors) = a.Eigh();
        var root = (vectors * values.Clamp(0).Sqrt()).MatMul(vectors.Transpose(0, 1));
        var product = root.MatMul(b).MatMul(root);
        var symmetric = (product + product.Transpose(0, 1)) / 2;
        return symmetric.Eigh().Values.Clamp(0).Sqrt().Sum().Item();
    }

    /// <summary>The distance of two sets of features.</summary>
    /// <param name="a">[n, C].</param>
    /// <param name="b">[m, C].</param>
    public static double Between(Tensor a, Tensor b)
    {
        using var scope = Tensor.Scope();
        var (first, second) = (Moments(a), Moments(b));
        return Between(first.Mean, first.Covariance, second.Mean, second.Covariance);
    }

    /// <summary>The distance of two distributions.</summary>
    public static double Between(Tensor meanA, Tensor covarianceA, Tensor meanB, Tensor covarianceB)
    {
        using var scope = Tensor.Scope();
        return (meanA - meanB).Square().Sum().Item() + Trace(covarianceA) + Trace(covarianceB) - 2 * TraceOfRoot(covarianceA, covarianceB);
    }

    private static double Trace(Tensor matrix) => matrix.Diag().Sum().Item();
}
