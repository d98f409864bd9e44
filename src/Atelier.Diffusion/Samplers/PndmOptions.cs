namespace Atelier.Diffusion.Samplers;

/// <summary>Options of <see cref="PndmSampler"/>.</summary>
public sealed record PndmOptions : SamplerOptions
{
    /// <summary>Begins with the multistep method at once (PLMS) instead of twelve Runge-Kutta calls.</summary>
    public bool SkipRungeKutta { get; init; }
}
