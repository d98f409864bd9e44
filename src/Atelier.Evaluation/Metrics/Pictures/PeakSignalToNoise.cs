using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Pictures;

/// <summary>Errors pixel by pixel, in double precision.</summary>
public static class PeakSignalToNoise
{
    /// <summary>10 log10(range^2 / mean squared error) in decibels; infinite where the pictures are equal.</summary>
    /// <param name="a">Any shape, bytes or numbers.</param>
    /// <param name="b">As a.</param>
    /// <param name="range">Largest possible difference: 255 for bytes.</param>
    public static double Decibels(Tensor a, Tensor b, double range = 255) => 10 * Math.Log10(range * range / MeanSquaredError(a, b));

    /// <summary>Mean of the squared differences.</summary>
    public static double MeanSquaredError(Tensor a, Tensor b)
    {
        using var scope = Tensor.Scope();
        return Difference(a, b).Square().Mean().Item();
    }

    /// <summary>Mean of the absolute differences.</summary>
    public static double MeanAbsoluteError(Tensor a, Tensor b)
    {
        using var scope = Tensor.Scope();
        return Difference(a, b).Abs().Mean().Item();
    }

    private static Tensor Difference(Tensor a, Tensor b)
    {
        PictureTensor.RequireSameShape(a, b);
        return PictureTensor.Wide(a) - PictureTensor.Wide(b);
    }
}
