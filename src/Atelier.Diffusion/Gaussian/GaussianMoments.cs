using Atelier.Torch;

namespace Atelier.Diffusion.Gaussian;

/// <summary>A Gaussian per element.</summary>
/// <param name="Mean">As the sample.</param>
/// <param name="LogVariance">As the sample, or [rows, 1, ...].</param>
public readonly record struct GaussianMoments(Tensor Mean, Tensor LogVariance)
{
    /// <summary>Divergence of another Gaussian from this one, per element, in nats.</summary>
    public Tensor DivergenceTo(GaussianMoments other) => 0.5 * (
        other.LogVariance - LogVariance - 1 + (LogVariance - other.LogVariance).Exp() + (Mean - other.Mean).Square() * (-other.LogVariance).Exp());

    /// <summary>Log probability of values in -1..1 in bins of 2/255, open at the ends; the normal distribution by its tanh approximation.</summary>
    public Tensor BinnedLogLikelihood(Tensor values)
    {
        const double HalfBin = 1.0 / 255;
        const double Edge = 0.999;
        const double Least = 1e-12;
        var centred = values - Mean;
        var precision = (-0.5 * LogVariance).Exp();
        var above = Cumulative(precision * (centred + HalfBin));
        var below = Cumulative(precision * (centred - HalfBin));
        return Tensor.Where(
            values.Lt(-Edge),
            above.Clamp(Least).Log(),
            Tensor.Where(values.Gt(Edge), (1.0 - below).Clamp(Least).Log(), (above - below).Clamp(Least).Log()));
    }

    private static Tensor Cumulative(Tensor x) => 0.5 * ((Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x.Pow(3))).Tanh() + 1);
}
