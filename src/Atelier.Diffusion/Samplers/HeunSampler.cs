using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>Heun's method on noise levels: an Euler step, then the same step with the mean of both slopes; 2 N - 1 calls.</summary>
/// <param name="options">The model's.</param>
/// <param name="steps">At least 1.</param>
public sealed class HeunSampler(SamplerOptions options, int steps) : LevelSampler(options, steps)
{
    private Tensor? _slope;
    private Tensor? _start;
    private double _step;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Sigmas =>
        field ??= [base.Sigmas[0], .. base.Sigmas.Skip(1).SkipLast(1).SelectMany(s => new[] { s, s }), base.Sigmas[^1]];

    /// <inheritdoc/>
    public override IReadOnlyList<double> Timesteps => field ??= [base.Timesteps[0], .. base.Timesteps.Skip(1).SelectMany(t => new[] { t, t })];

    /// <inheritdoc/>
    public override int Order => 2;

    private protected override SamplerStep Advance(Tensor output, int index, Tensor x, NoiseSource? noise)
    {
        var sigma = Sigmas[index];
        var denoised = Denoised(output, x, sigma);
        if (Shared.ClipRange is { } range)
            denoised = denoised.Clamp(-range, range);
        var slope = (x - denoised) / sigma;
        if (_slope is not null)
        {
            var corrected = _start! + _step / 2 * (_slope + slope);
            Forget();
            return new(corrected, denoised);
        }

        _step = Sigmas[index + 1] - sigma;
        if (index + 1 < Timesteps.Count)
            (_slope, _start) = (OutputHistory.Own(slope), OutputHistory.Own(x));
        return new(x + _step * slope, denoised);
    }

    private protected override void Forget()
    {
        _slope?.Dispose();
        _start?.Dispose();
        (_slope, _start) = (null, null);
    }
}
