using Atelier.Torch;

namespace Atelier.Diffusion.FlowMatching;

/// <summary>Euler's method on the flow: x + (sigma_next - sigma) v, where v is noise - data.</summary>
/// <param name="schedule">The levels.</param>
public sealed class FlowMatchEuler(FlowMatchSchedule schedule) : ISampler
{
    /// <summary>The levels.</summary>
    public FlowMatchSchedule Schedule => schedule;

    /// <inheritdoc/>
    public IReadOnlyList<double> Timesteps { get; } = [.. schedule.Timesteps.Select(t => (double)t)];

    /// <inheritdoc/>
    public double InitialNoiseScale => 1;

    /// <inheritdoc/>
    public int Order => 1;

    /// <inheritdoc/>
    public Tensor ScaleInput(Tensor sample, int index) => sample;

    /// <inheritdoc/>
    /// <remarks>The sum is made in single precision and rounded to the type of the output, as the reference does.</remarks>
    public SamplerStep Step(Tensor output, int index, Tensor sample, NoiseSource? noise = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, schedule.Steps);
        using var scope = Tensor.Scope();
        var x = sample.Float();
        var denoised = x - Scaled(output, schedule.Sigmas[index]);
        var next = schedule.Options.Stochastic
            ? Renoised(denoised, noise, Tensor.Scalar(schedule.Sigmas[index + 1], ScalarType.Float32, x.Device))
            : x + Scaled(output, schedule.Sigmas[index + 1] - schedule.Sigmas[index]);
        return new(scope.Keep(next.To(output.Type)), scope.Keep(denoised));
    }

    /// <summary>A step in which every token has its own level and goes to the next lower one of the run.</summary>
    /// <remarks>As in the reference the step is x + (sigma - sigma_next) v: the sign of v is the opposite of that in <see cref="Step"/>.</remarks>
    /// <param name="output">[batch, tokens, channels].</param>
    /// <param name="timesteps">[batch, tokens].</param>
    /// <param name="sample">As the output.</param>
    /// <param name="noise">Needed where the run is stochastic.</param>
    public Tensor StepPerToken(Tensor output, Tensor timesteps, Tensor sample, NoiseSource? noise = null)
    {
        using var scope = Tensor.Scope();
        var x = sample.Float();
        var sigma = timesteps.Float() / schedule.Options.TrainTimesteps; // [B, T]
        var levels = Tensor.From([.. schedule.Sigmas], schedule.Steps + 1, 1, 1).To(x.Device);
        var lower = levels.Lt(sigma.Unsqueeze(0) - 1e-6).Float() * levels;
        var (current, next) = (sigma.Unsqueeze(-1), lower.AMax([0]).Unsqueeze(-1)); // [B, T, 1]
        var moved = schedule.Options.Stochastic ? Renoised(x - current * output, noise, next) : x + (current - next) * output;
        return scope.Keep(moved);
    }

    /// <inheritdoc/>
    public Tensor AddNoise(Tensor clean, Tensor noise, int index) => schedule.AddNoise(clean, noise, index);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is remembered between steps.
    }

    private static Tensor Renoised(Tensor denoised, NoiseSource? noise, Tensor next)
    {
        var source = noise ?? throw new InvalidOperationException("Stochastic flow matching needs a noise source.");
        return (1.0 - next) * denoised + next * source.Like(denoised);
    }

    // The factor does not widen a bfloat16 velocity: it is rounded to that type first.
    private static Tensor Scaled(Tensor velocity, float factor) =>
        Tensor.Scalar(factor, ScalarType.Float32, velocity.Device).To(velocity.Type) * velocity;
}
