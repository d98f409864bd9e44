using Atelier.Diffusion;

namespace Atelier.Systems.StableDiffusion;

/// <summary>The last part of a walk, which a picture passes by its strength.</summary>
/// <param name="Steps">Steps that are left; 0 leaves the picture as it is.</param>
/// <param name="First">First call of the sampler.</param>
public sealed record StrengthWindow(int Steps, int First)
{
    /// <summary>The window of a strength: as many whole steps as it has room for, at the end of the walk.</summary>
    /// <param name="sampler">The walk.</param>
    /// <param name="steps">The steps that it was made for.</param>
    /// <param name="strength">0 to 1.</param>
    public static StrengthWindow Of(ISampler sampler, int steps, double strength)
    {
        var left = Math.Min((int)(steps * strength), steps);
        return new(left, (steps - left) * sampler.Order);
    }
}
