using Atelier.Diffusion.Grids;
using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>Ancestral sampling of denoising diffusion probabilistic models (Ho et al. 2020).</summary>
public sealed class DdpmSampler : JumpSampler
{
    private readonly VarianceType _variance;

    /// <summary>A walk of <paramref name="steps"/> steps, 1 to the timesteps of training.</summary>
    public DdpmSampler(DdpmOptions options, int steps)
        : base(options, steps)
    {
        _variance = options.Variance;
        Timesteps = TimestepGrid.Whole(options.Spacing, options.Noise.TrainTimesteps, steps, options.StepsOffset);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Timesteps { get; }

    private protected override SamplerStep Advance(Tensor output, int index, Tensor x, NoiseSource? noise)
    {
        var channels = x.Size(1);
        var learned = _variance is VarianceType.Learned or VarianceType.LearnedRange && output.Size(1) == 2 * channels;
        var variance = learned ? output.Narrow(1, channels, channels) : null;
        output = learned ? output.Narrow(1, 0, channels) : output;

        var t = Timesteps[index];
        var (alpha, previous) = (AlphaAt(t), index + 1 < Timesteps.Count ? AlphaAt(Timesteps[index + 1]) : 1);
        var stepAlpha = alpha / previous;
        var denoised = Shared.Clip(Denoised(output, x, alpha));
        var next = Math.Sqrt(previous) * (1 - stepAlpha) / (1 - alpha) * denoised + Math.Sqrt(stepAlpha) * (1 - previous) / (1 - alpha) * x;
        if (t > 0)
            next += Scaled(Noise(noise, x), variance, alpha, previous);
        return new(next, denoised);
    }

    private Tensor Scaled(Tensor noise, Tensor? learned, double alpha, double previous)
    {
        var large = 1 - alpha / previous;
        var small = Math.Max((1 - previous) / (1 - alpha) * large, 1e-20);
        if (learned is null || _variance is not (VarianceType.Learned or VarianceType.LearnedRange))
            return Math.Sqrt(_variance == VarianceType.FixedLarge ? large : small) * noise;
        if (_variance == VarianceType.Learned)
            return learned.Sqrt() * noise;
        var share = (learned + 1) / 2;
        return (0.5 * (share * Math.Log(large) + (1.0 - share) * Math.Log(small))).Exp() * noise;
    }
}
