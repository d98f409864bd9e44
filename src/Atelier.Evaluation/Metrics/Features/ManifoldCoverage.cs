using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Features;

/// <summary>How well two sets cover each other's neighbourhoods (Kynkäänniemi et al. 2019, Naeem et al. 2020).</summary>
/// <param name="Precision">Share of generated samples within a real neighbourhood.</param>
/// <param name="Recall">Share of real samples within a generated neighbourhood.</param>
/// <param name="Density">Real neighbourhoods around a generated sample, over k.</param>
/// <param name="Coverage">Share of real samples whose neighbourhood holds a generated one.</param>
public sealed record ManifoldCoverage(double Precision, double Recall, double Density, double Coverage)
{
    /// <summary>Compares two sets.</summary>
    /// <param name="real">[n, C].</param>
    /// <param name="fake">[m, C].</param>
    /// <param name="k">Neighbours that a neighbourhood reaches to, at least 1.</param>
    public static ManifoldCoverage Compare(Tensor real, Tensor fake, int k = 3)
    {
        using var scope = Tensor.Scope();
        var between = Distances(real, fake); // [n, m]
        var inReal = between.Le(Radii(real, k).Unsqueeze(1)).To(ScalarType.Float64);
        var inFake = between.Le(Radii(fake, k).Unsqueeze(0)).To(ScalarType.Float64);
        var covered = between.AMin([1]).Le(Radii(real, k)).To(ScalarType.Float64);
        return new(inReal.AMax([0]).Mean().Item(), inFake.AMax([1]).Mean().Item(), inReal.Sum([0]).Mean().Item() / k, covered.Mean().Item());
    }

    /// <summary>Distance of every sample to its k-th nearest neighbour in its own set. [n]</summary>
    /// <exception cref="ArgumentException">There are not k neighbours.</exception>
    public static Tensor Radii(Tensor samples, int k)
    {
        if (k < 1 || k >= samples.Size(0))
            throw new ArgumentException($"{samples.Size(0)} samples have no {k} neighbours each.");
        using var scope = Tensor.Scope();
        // The nearest of all is the sample itself.
        return scope.Keep(Distances(samples, samples).Sort(1).Values.Select(1, k));
    }

    // Plain differences: the expanded square would lose the digits that decide who is inside.
    private static Tensor Distances(Tensor a, Tensor b)
    {
        var (x, y) = (FeatureSet.Wide(a), FeatureSet.Wide(b));
        var rows = new Tensor[x.Size(0)];
        for (var i = 0; i < rows.Length; i++)
        {
            using var scope = Tensor.Scope();
            rows[i] = scope.Keep((y - x.Narrow(0, i, 1)).Square().Sum([1]).Sqrt());
        }

        return Tensor.Stack(rows);
    }
}
