using Atelier.Diffusion.Grids;
using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>The stochastic second-order DPM-Solver++ of CogVideoX, on whole timesteps; it can begin at pure noise and end at pure data.</summary>
/// <remarks>Like the reference it draws noise twice at a second-order step and uses the second draw.</remarks>
public sealed class CogVideoDpmSampler : JumpSampler
{
    private Tensor? _last;

    /// <summary>A walk of <paramref name="steps"/> steps, 1 to the timesteps of training.</summary>
    public CogVideoDpmSampler(SamplerOptions options, int steps)
        : base(options, steps) =>
        Timesteps = TimestepGrid.Whole(options.Spacing, options.Noise.TrainTimesteps, steps, options.StepsOffset);

    /// <inheritdoc/>
    public override IReadOnlyList<double> Timesteps { get; }

    private protected override SamplerStep Advance(Tensor output, int index, Tensor x, NoiseSource? noise)
    {
        var t = Timesteps[index];
        var (alpha, previous) = (AlphaAt(t), AlphaAt(t - Stride));
        var h = Lambda(previous) - Lambda(alpha);
        var denoised = Denoised(output, x, alpha);
        var fresh = Noise(noise, x);
        var data = denoised;
        if (_last is not null && t - Stride >= 0)
        {
            var r = (Lambda(alpha) - Lambda(AlphaAt(Timesteps[index - 1]))) / h;
            data = (1 + 1 / (2 * r)) * denoised - 1 / (2 * r) * _last;
            fresh = Noise(noise, x);
        }

        Forget();
        _last = OutputHistory.Own(denoised);
        var next = Math.Sqrt((1 - previous) / (1 - alpha)) * Math.Exp(-h) * x
            - (Math.Exp(-2 * h) - 1) * Math.Sqrt(previous) * data
            + Math.Sqrt(1 - previous) * Math.Sqrt(1 - Math.Exp(-2 * h)) * fresh;
        return new(next, denoised);
    }

    private protected override void Forget()
    {
        _last?.Dispose();
        _last = null;
    }

    private static double Lambda(double alpha) => Math.Log(Math.Sqrt(alpha / (1 - alpha)));
}
