using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Features;

/// <summary>Feature vectors in double precision; the arithmetic of set metrics loses too many digits in single.</summary>
internal static class FeatureSet
{
    public static Tensor Wide(Tensor rows) => rows.Rank == 2
        ? rows.To(ScalarType.Float64)
        : throw new ArgumentException($"Features are [samples, channels], not {rows.Describe()}.");

    /// <summary>Rows of unit length.</summary>
    public static Tensor Unit(Tensor rows) => rows / rows.Square().Sum([1], keep: true).Sqrt();

    /// <summary>Squared distances of all pairs. [n, m]</summary>
    public static Tensor SquaredDistances(Tensor a, Tensor b) =>
        (a.Square().Sum([1], keep: true) + b.Square().Sum([1]).Unsqueeze(0) - 2 * a.MatMul(b.Transpose(0, 1))).Clamp(0);
}
