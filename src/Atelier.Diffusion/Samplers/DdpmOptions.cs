namespace Atelier.Diffusion.Samplers;

/// <summary>Options of <see cref="DdpmSampler"/>.</summary>
public sealed record DdpmOptions : SamplerOptions
{
    /// <summary>Variance of the noise.</summary>
    public VarianceType Variance { get; init; }
}
