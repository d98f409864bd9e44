using Atelier.Diffusion.Grids;
using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>DDIM backwards: from data to the noise that DDIM would have started from.</summary>
/// <remarks>Timesteps rise; each is the one that the step arrives at.</remarks>
public sealed class DdimInverseSampler : JumpSampler
{
    /// <summary>A walk of <paramref name="steps"/> steps; the spacing is leading or trailing.</summary>
    public DdimInverseSampler(SamplerOptions options, int steps)
        : base(options, steps)
    {
        if (options.Spacing == TimestepSpacing.Linspace)
            throw new NotSupportedException("DDIM inversion takes the timestep spacings Leading and Trailing.");
        Timesteps = [.. TimestepGrid.Whole(options.Spacing, options.Noise.TrainTimesteps, steps, options.StepsOffset).Reverse()];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Timesteps { get; }

    private protected override SamplerStep Advance(Tensor output, int index, Tensor x, NoiseSource? noise)
    {
        var target = AlphaAt(Timesteps[index]);
        var alpha = AlphaAt(Math.Min(Timesteps[index] - Stride, CumulativeAlphas.Count - 1));
        var denoised = Denoised(output, x, alpha);
        if (Shared.ClipRange is { } range)
            denoised = denoised.Clamp(-range, range);
        var epsilon = Prediction.Noise(Shared.Prediction, output, x, Math.Sqrt(alpha), Math.Sqrt(1 - alpha));
        return new(Math.Sqrt(target) * denoised + Math.Sqrt(1 - target) * epsilon, denoised);
    }
}
