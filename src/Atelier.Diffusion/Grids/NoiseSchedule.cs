namespace Atelier.Diffusion.Grids;

/// <summary>The variance-preserving noise of training: x_t = sqrt(a_t) data + sqrt(1 - a_t) noise at the timesteps 0 to T - 1.</summary>
public sealed record NoiseSchedule
{
    /// <summary>Stable Diffusion 1.5, 2 and XL.</summary>
    public static NoiseSchedule StableDiffusion { get; } = new() { BetaStart = 0.00085, BetaEnd = 0.012, Curve = BetaCurve.ScaledLinear };

    /// <summary>Number of timesteps T, at least 1.</summary>
    public int TrainTimesteps { get; init; } = 1000;

    /// <summary>Variance added at the first step.</summary>
    public double BetaStart { get; init; } = 0.0001;

    /// <summary>Variance added at the last step.</summary>
    public double BetaEnd { get; init; } = 0.02;

    /// <summary>How it grows between them.</summary>
    public BetaCurve Curve { get; init; }

    /// <summary>The betas themselves, one per timestep; null takes the curve.</summary>
    public IReadOnlyList<double>? Betas { get; init; }

    /// <summary>Shifts and scales sqrt(a) so that the last a is 0: training then sees pure noise (Lin et al. 2024).</summary>
    public bool ZeroTerminalSnr { get; init; }

    /// <summary>Divides the signal-to-noise ratio by this number, before <see cref="ZeroTerminalSnr"/>; 1 leaves it.</summary>
    public double SnrShift { get; init; } = 1;

    /// <summary>Cumulative alphas a_t, one per timestep, falling.</summary>
    public double[] CumulativeAlphas()
    {
        var alphas = new double[Betas?.Count ?? TrainTimesteps];
        var product = 1.0;
        var betas = Betas ?? Curved();
        for (var t = 0; t < alphas.Length; t++)
        {
            product *= 1 - betas[t];
            alphas[t] = product / (SnrShift + (1 - SnrShift) * product);
        }

        return ZeroTerminalSnr ? EndingAtZero(alphas) : alphas;
    }

    private static double[] EndingAtZero(double[] alphas)
    {
        var (first, last) = (Math.Sqrt(alphas[0]), Math.Sqrt(alphas[^1]));
        return SigmaGrid.Map(alphas, a => Math.Pow((Math.Sqrt(a) - last) * first / (first - last), 2));
    }

    internal double[] Curved() => Curve switch
    {
        BetaCurve.Linear => SigmaGrid.Linear(BetaStart, BetaEnd, TrainTimesteps),
        BetaCurve.ScaledLinear => SigmaGrid.Map(SigmaGrid.Linear(Math.Sqrt(BetaStart), Math.Sqrt(BetaEnd), TrainTimesteps), b => b * b),
        BetaCurve.Sigmoid => SigmaGrid.Map(SigmaGrid.Linear(-6, 6, TrainTimesteps), v => (BetaEnd - BetaStart) / (1 + Math.Exp(-v)) + BetaStart),
        BetaCurve.SquaredCosine => FromAlphaBar(t => Math.Pow(Math.Cos((t + 0.008) / 1.008 * Math.PI / 2), 2)),
        BetaCurve.Exponential => FromAlphaBar(t => Math.Exp(-12 * t)),
        BetaCurve.Laplace => FromAlphaBar(LaplaceAlphaBar),
        _ => throw new InvalidOperationException($"There is no beta curve {Curve}."),
    };

    private double[] FromAlphaBar(Func<double, double> alphaBar)
    {
        var betas = new double[TrainTimesteps];
        for (var t = 0; t < betas.Length; t++)
            betas[t] = Math.Min(1 - alphaBar((t + 1.0) / TrainTimesteps) / alphaBar((double)t / TrainTimesteps), 0.999);
        return betas;
    }

    private static double LaplaceAlphaBar(double t)
    {
        var logSnr = -0.5 * Math.CopySign(1, 0.5 - t) * Math.Log(1 - 2 * Math.Abs(0.5 - t) + 1e-6);
        var snr = Math.Exp(logSnr);
        return Math.Sqrt(snr / (1 + snr));
    }
}
