namespace Atelier.Diffusion.Grids;

/// <summary>The noise levels sigma_t = sqrt((1 - a_t) / a_t) of training, and the way back from a level to its timestep.</summary>
internal sealed class SigmaTable
{
    // A terminal a of 0 would be an infinite level.
    private const double SmallestAlpha = 1.0 / (1 << 24);
    private readonly double[] _sigmas;
    private readonly double[] _logarithms;

    public SigmaTable(NoiseSchedule noise)
    {
        CumulativeAlphas = SingleNoise.CumulativeAlphas(noise);
        if (noise.ZeroTerminalSnr)
            CumulativeAlphas[^1] = SmallestAlpha;
        _sigmas = SigmaGrid.Map(CumulativeAlphas, a => MathF.Sqrt((1 - (float)a) / (float)a));
        _logarithms = SigmaGrid.Map(_sigmas, s => (float)Math.Log(s));
    }

    public double[] CumulativeAlphas { get; }

    public double Smallest => _sigmas[0];

    public double Largest => _sigmas[^1];

    /// <summary>The largest of all: beside a terminal level that was set, the one before it can be larger.</summary>
    public double Peak => _sigmas.Max();

    /// <summary>The level at a possibly fractional timestep, interpolated in sigma and held beyond the ends.</summary>
    public double At(double timestep)
    {
        if (timestep <= 0)
            return _sigmas[0];
        if (timestep >= _sigmas.Length - 1)
            return _sigmas[^1];
        var low = (int)timestep;
        return _sigmas[low] + (timestep - low) * (_sigmas[low + 1] - _sigmas[low]);
    }

    /// <summary>The fractional timestep of a level, interpolated in log sigma.</summary>
    public double TimestepOf(double sigma)
    {
        var logarithm = Math.Log(Math.Max(sigma, 1e-10));
        var low = Math.Clamp(Array.FindLastIndex(_logarithms, l => logarithm >= l), 0, _logarithms.Length - 2);
        var weight = Math.Clamp((_logarithms[low] - logarithm) / (_logarithms[low] - _logarithms[low + 1]), 0, 1);
        return (1 - weight) * low + weight * (low + 1);
    }

    /// <summary>Timesteps below which log(alpha / sigma) is at least <paramref name="smallest"/>.</summary>
    public int UsableTimesteps(double smallest) => _logarithms.Count(l => -l >= smallest);
}
