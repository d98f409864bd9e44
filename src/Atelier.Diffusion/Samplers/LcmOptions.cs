namespace Atelier.Diffusion.Samplers;

/// <summary>Options of <see cref="LcmSampler"/>.</summary>
public sealed record LcmOptions : SamplerOptions
{
    /// <summary>Steps of the solver that the model was distilled from; the run picks among them.</summary>
    public int OriginalSteps { get; init; } = 50;

    /// <summary>Factor on the timestep in the boundary condition.</summary>
    public double TimestepScaling { get; init; } = 10;

    /// <summary>Share of the original steps that are used, above 0 and at most 1; below 1 for image to image.</summary>
    public double Strength { get; init; } = 1;
}
