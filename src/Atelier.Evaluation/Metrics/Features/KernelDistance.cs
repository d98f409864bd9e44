using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Features;

/// <summary>The kernel distance of two sets: unbiased squared maximum mean discrepancy with a polynomial kernel (KID, Binkowski et al. 2018).</summary>
/// <param name="degree">Exponent of the kernel.</param>
/// <param name="offset">Added inside it.</param>
/// <param name="gamma">Factor of the product; null is 1 / channels.</param>
public sealed class KernelDistance(double degree = 3, double offset = 1, double? gamma = null)
{
    /// <summary>The distance; it may be slightly negative.</summary>
    /// <param name="a">[m, C], at least two rows.</param>
    /// <param name="b">[m, C].</param>
    /// <exception cref="ArgumentException">The sets are not of the same size.</exception>
    public double Between(Tensor a, Tensor b)
    {
        if (a.Size(0) != b.Size(0) || a.Size(0) < 2)
            throw new ArgumentException($"The kernel distance compares as many samples on both sides, at least 2; {a.Describe()} and {b.Describe()} were given.");
        using var scope = Tensor.Scope();
        var (x, y) = (FeatureSet.Wide(a), FeatureSet.Wide(b));
        var m = (double)x.Size(0);
        return (OffDiagonal(Kernel(x, x)) + OffDiagonal(Kernel(y, y))) / (m * (m - 1)) - 2 * Kernel(x, y).Sum().Item() / (m * m);
    }

    /// <summary>The distances of several subsets, drawn without replacement.</summary>
    /// <param name="a">[n, C].</param>
    /// <param name="b">[k, C].</param>
    /// <param name="subsets">How many.</param>
    /// <param name="size">Samples of a subset, at most as many as there are.</param>
    /// <param name="generator">Draws the subsets.</param>
    public double[] OfSubsets(Tensor a, Tensor b, int subsets, int size, Generator generator)
    {
        using var scope = Tensor.Scope();
        Tensor Draw(Tensor rows) => rows.IndexSelect(0, Tensor.RandPerm(rows.Size(0), generator).Narrow(0, 0, size));
        return [.. Enumerable.Range(0, subsets).Select(_ => Between(Draw(a), Draw(b)))];
    }

    private Tensor Kernel(Tensor x, Tensor y) => ((gamma ?? 1.0 / x.Size(1)) * x.MatMul(y.Transpose(0, 1)) + offset).Pow(degree);

    private static double OffDiagonal(Tensor matrix) => matrix.Sum().Item() - matrix.Diag().Sum().Item();
}
