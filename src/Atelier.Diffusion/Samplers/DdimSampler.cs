using Atelier.Diffusion.Grids;
using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>Denoising diffusion implicit models (Song et al. 2021).</summary>
public sealed class DdimSampler : JumpSampler
{
    private readonly DdimOptions _options;

    /// <summary>A walk of <paramref name="steps"/> steps, 1 to the timesteps of training.</summary>
    public DdimSampler(DdimOptions options, int steps)
        : base(options, steps)
    {
        _options = options;
        Timesteps = TimestepGrid.Whole(options.Spacing, options.Noise.TrainTimesteps, steps, options.StepsOffset);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Timesteps { get; }

    private protected override SamplerStep Advance(Tensor output, int index, Tensor x, NoiseSource? noise)
    {
        var t = Timesteps[index];
        var (alpha, previous) = (AlphaAt(t), AlphaAt(t - Stride));
        var denoised = _options.Clip(Denoised(output, x, alpha));
        var epsilon = _options.NoiseFromClipped
            ? (x - Math.Sqrt(alpha) * denoised) / Math.Sqrt(1 - alpha)
            : Prediction.Noise(_options.Prediction, output, x, Math.Sqrt(alpha), Math.Sqrt(1 - alpha));
        var deviation = _options.Eta * Math.Sqrt((1 - previous) / (1 - alpha) * (1 - alpha / previous));
        var next = Math.Sqrt(previous) * denoised + Math.Sqrt(1 - previous - deviation * deviation) * epsilon;
        if (_options.Eta > 0)
            next += deviation * Noise(noise, x);
        return new(next, denoised);
    }
}
