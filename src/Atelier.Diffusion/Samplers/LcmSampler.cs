using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>Multistep sampling of latent consistency models (Luo et al. 2023).</summary>
public sealed class LcmSampler : JumpSampler
{
    private const double DataDeviation = 0.5;
    private readonly LcmOptions _options;

    /// <summary>A walk of <paramref name="steps"/> steps, 1 to the used original steps.</summary>
    public LcmSampler(LcmOptions options, int steps)
        : base(options, steps)
    {
        if (options.OriginalSteps < 1 || options.OriginalSteps > options.Noise.TrainTimesteps)
            throw new ArgumentException($"original_inference_steps is {options.OriginalSteps}; 1 to {options.Noise.TrainTimesteps}, the timesteps of training, are allowed.");
        var stride = options.Noise.TrainTimesteps / options.OriginalSteps;
        var used = (int)(options.OriginalSteps * options.Strength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, used);
        _options = options;
        Timesteps = [.. Enumerable.Range(0, steps).Select(i => (double)(used - (int)Math.Floor(i * ((double)used / steps))) * stride - 1)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Timesteps { get; }

    private protected override SamplerStep Advance(Tensor output, int index, Tensor x, NoiseSource? noise)
    {
        var t = Timesteps[index];
        var scaled = t * _options.TimestepScaling;
        var size = scaled * scaled + DataDeviation * DataDeviation;
        var estimate = _options.Clip(Denoised(output, x, AlphaAt(t)));
        var denoised = scaled / Math.Sqrt(size) * estimate + DataDeviation * DataDeviation / size * x;
        if (index + 1 == Timesteps.Count)
            return new(denoised, denoised);
        var previous = AlphaAt(Timesteps[index + 1]);
        return new(Math.Sqrt(previous) * denoised + Math.Sqrt(1 - previous) * Noise(noise, x), denoised);
    }
}
