using Atelier.Torch;

namespace Atelier.Diffusion.FlowMatching;

/// <summary>Heun's method on the flow: an Euler step, then the same step again with the mean of both velocities.</summary>
/// <remarks>Every level but the first is visited twice; the last step, to sigma 0, is Euler's.</remarks>
public sealed class FlowMatchHeun : ISampler
{
    private static readonly double LargestChurn = Math.Sqrt(2) - 1;
    private readonly FlowMatchSchedule _schedule;
    private Tensor? _derivative;
    private Tensor? _start;
    private double _step;

    /// <summary>A walk along the levels of a run.</summary>
    public FlowMatchHeun(FlowMatchSchedule schedule)
    {
        _schedule = schedule.Doubled();
        Timesteps = [.. _schedule.Timesteps.Select(t => (double)t)];
    }

    /// <summary>Noise put back before a first-order call, as a share of sigma over the whole run; 0 puts none.</summary>
    public double Churn { get; init; }

    /// <summary>Levels between which noise is put back.</summary>
    public (double Low, double High) ChurnRange { get; init; } = (0, double.PositiveInfinity);

    /// <summary>Size of the noise put back; 1 keeps the level right.</summary>
    public double ChurnNoise { get; init; } = 1;

    /// <summary>The levels as visited.</summary>
    public FlowMatchSchedule Schedule => _schedule;

    /// <inheritdoc/>
    public IReadOnlyList<double> Timesteps { get; }

    /// <inheritdoc/>
    public double InitialNoiseScale => 1;

    /// <inheritdoc/>
    public int Order => 2;

    /// <inheritdoc/>
    public Tensor ScaleInput(Tensor sample, int index) => sample;

    /// <inheritdoc/>
    public SamplerStep Step(Tensor output, int index, Tensor sample, NoiseSource? noise = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Timesteps.Count);
        using var scope = Tensor.Scope();
        var x = sample.Float();
        var (denoised, next) = _derivative is null ? First(output, index, x, noise) : Second(output, index, x);
        return new(scope.Keep(next.To(output.Type)), scope.Keep(denoised));
    }

    /// <inheritdoc/>
    public Tensor AddNoise(Tensor clean, Tensor noise, int index) => _schedule.AddNoise(clean, noise, index);

    /// <inheritdoc/>
    public void Dispose()
    {
        _derivative?.Dispose();
        _start?.Dispose();
        (_derivative, _start) = (null, null);
    }

    private (Tensor Denoised, Tensor Next) First(Tensor output, int index, Tensor x, NoiseSource? noise)
    {
        var (sigma, next) = (_schedule.Sigmas[index], _schedule.Sigmas[index + 1]);
        var churn = sigma >= ChurnRange.Low && sigma <= ChurnRange.High ? Math.Min(Churn / (_schedule.Sigmas.Count - 1), LargestChurn) : 0;
        var raised = sigma * (churn + 1);
        if (churn > 0)
        {
            var source = noise ?? throw new InvalidOperationException("Churn needs a noise source.");
            x += source.Like(x) * (ChurnNoise * Math.Sqrt(raised * raised - sigma * sigma));
        }

        var denoised = x - output * sigma;
        var derivative = (x - denoised) / raised;
        _step = next - raised;
        // The last call has no partner that would use what is kept.
        if (index + 1 < Timesteps.Count)
            (_derivative, _start) = (derivative.Detached(), x.Detach().Detached());
        return (denoised, x + derivative * _step);
    }

    private (Tensor Denoised, Tensor Next) Second(Tensor output, int index, Tensor x)
    {
        var sigma = _schedule.Sigmas[index];
        var denoised = x - output * sigma;
        var derivative = 0.5 * (_derivative! + (x - denoised) / sigma);
        var next = _start! + derivative * _step;
        Dispose();
        return (denoised, next);
    }
}
