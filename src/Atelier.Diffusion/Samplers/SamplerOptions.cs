using Atelier.Diffusion.Grids;
using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>What all samplers of variance-preserving models share.</summary>
public record SamplerOptions
{
    /// <summary>The noise that the network was trained with.</summary>
    public NoiseSchedule Noise { get; init; } = NoiseSchedule.StableDiffusion;

    /// <summary>What the network predicts.</summary>
    public PredictionType Prediction { get; init; }

    /// <summary>Which timesteps are visited.</summary>
    public TimestepSpacing Spacing { get; init; }

    /// <summary>Added to every timestep of <see cref="TimestepSpacing.Leading"/>.</summary>
    public int StepsOffset { get; init; }

    /// <summary>Spreads the noise levels anew; for the samplers that work on levels.</summary>
    public SigmaSpacing Sigmas { get; init; }

    /// <summary>First level of a respaced run; null takes the run's own.</summary>
    public double? SigmaMax { get; init; }

    /// <summary>Last level of a respaced run before the final one; null takes the run's own.</summary>
    public double? SigmaMin { get; init; }

    /// <summary>Where the run ends; for the samplers that work on levels.</summary>
    public FinalSigma FinalSigma { get; init; }

    /// <summary>Clamps clean estimates to plus and minus this; null does not.</summary>
    public double? ClipRange { get; init; }

    /// <summary>Clips clean estimates by their own quantile instead.</summary>
    public DynamicThreshold? Threshold { get; init; }

    /// <summary>The cumulative alpha beyond the first timestep is 1, else that of the first timestep; for the samplers that jump between timesteps.</summary>
    public bool FinalAlphaOne { get; init; } = true;

    internal Tensor Clip(Tensor denoised) =>
        Threshold is not null ? Threshold.Apply(denoised)
        : ClipRange is { } range ? denoised.Clamp(-range, range)
        : denoised;
}
