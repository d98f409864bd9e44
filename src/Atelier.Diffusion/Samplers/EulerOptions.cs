namespace Atelier.Diffusion.Samplers;

/// <summary>Options of <see cref="EulerSampler"/>.</summary>
public sealed record EulerOptions : SamplerOptions
{
    /// <summary>Noise put back before a step, as a share of sigma over the whole run; 0 puts none.</summary>
    public double Churn { get; init; }

    /// <summary>Smallest level at which noise is put back.</summary>
    public double ChurnMin { get; init; }

    /// <summary>Largest level at which noise is put back.</summary>
    public double ChurnMax { get; init; } = double.PositiveInfinity;

    /// <summary>Size of the noise put back; 1 keeps the level right.</summary>
    public double ChurnNoise { get; init; } = 1;

    /// <summary>Spreads the levels evenly in log sigma between the ends of training instead of interpolating them at the timesteps.</summary>
    public bool LogLinear { get; init; }

    /// <summary>Tells the network log(sigma) / 4 instead of a timestep; for velocity prediction only.</summary>
    public bool ContinuousTimesteps { get; init; }
}
