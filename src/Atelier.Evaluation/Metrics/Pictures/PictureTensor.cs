using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Pictures;

/// <summary>Pictures as double precision tensors, so that bytes are widened before they are subtracted.</summary>
internal static class PictureTensor
{
    public static Tensor Wide(Tensor picture) => picture.To(ScalarType.Float64);

    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void RequireSameShape(Tensor a, Tensor b)
    {
        if (!a.Shape.AsSpan().SequenceEqual(b.Shape))
            throw new ArgumentException($"Pictures of the same shape are compared, not {a.Describe()} and {b.Describe()}.");
    }
}
