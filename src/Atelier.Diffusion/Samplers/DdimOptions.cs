namespace Atelier.Diffusion.Samplers;

/// <summary>Options of <see cref="DdimSampler"/>.</summary>
public sealed record DdimOptions : SamplerOptions
{
    /// <summary>Share of fresh noise: 0 is deterministic, 1 is as noisy as DDPM.</summary>
    public double Eta { get; init; }

    /// <summary>Takes the noise from the clipped estimate instead of the network's own.</summary>
    public bool NoiseFromClipped { get; init; }
}
