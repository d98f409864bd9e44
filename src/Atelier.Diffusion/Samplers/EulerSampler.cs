using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>Euler's method on noise levels, optionally with churn (Karras et al. 2022, algorithm 2).</summary>
public sealed class EulerSampler : LevelSampler
{
    private static readonly double LargestChurn = Math.Sqrt(2) - 1;
    private readonly EulerOptions _options;
    private readonly double[]? _continuous;

    /// <summary>A walk of <paramref name="steps"/> steps, at least 1.</summary>
    public EulerSampler(EulerOptions options, int steps)
        : base(options, steps, options.LogLinear)
    {
        _options = options;
        if (options.ContinuousTimesteps && options.Prediction == PredictionType.Velocity)
            _continuous = [.. Sigmas.SkipLast(1).Select(s => 0.25 * Math.Log(s))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Timesteps => _continuous ?? base.Timesteps;

    private protected override SamplerStep Advance(Tensor output, int index, Tensor x, NoiseSource? noise)
    {
        var (sigma, next) = (Sigmas[index], Sigmas[index + 1]);
        var churn = sigma >= _options.ChurnMin && sigma <= _options.ChurnMax ? Math.Min(_options.Churn / (Sigmas.Count - 1), LargestChurn) : 0;
        var raised = sigma * (churn + 1);
        if (churn > 0)
            x += _options.ChurnNoise * Math.Sqrt(raised * raised - sigma * sigma) * Noise(noise, x);
        // A velocity is taken at the level that the network was told.
        var denoised = Denoised(output, x, Shared.Prediction == PredictionType.Velocity ? sigma : raised);
        return new(x + (next - raised) / raised * (x - denoised), denoised);
    }

    /// <remarks>As in the reference the alphas are taken at the index in the run, not at the timestep.</remarks>
    private protected override (double Alpha, double Sigma) VelocityLevelOf(double timestep)
    {
        var alpha = CumulativeAlphas[IndexOf(timestep)];
        return (Math.Sqrt(alpha), Math.Sqrt(1 - alpha));
    }
}
