using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>The shared frame of the samplers: checks, single precision, lifetimes, noising.</summary>
public abstract class Sampler : ISampler
{
    private bool _disposed;

    /// <inheritdoc/>
    public abstract IReadOnlyList<double> Timesteps { get; }

    /// <inheritdoc/>
    public virtual double InitialNoiseScale => 1;

    /// <inheritdoc/>
    public virtual int Order => 1;

    /// <inheritdoc/>
    public virtual Tensor ScaleInput(Tensor sample, int index) => sample;

    /// <inheritdoc/>
    public SamplerStep Step(Tensor output, int index, Tensor sample, NoiseSource? noise = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Timesteps.Count);
        using var scope = Tensor.Scope();
        var step = Advance(output.Float(), index, sample.Float(), noise);
        return new(scope.Keep(step.Sample.To(output.Type)), scope.Keep(step.Denoised));
    }

    /// <inheritdoc/>
    public Tensor AddNoise(Tensor clean, Tensor noise, int index)
    {
        using var scope = Tensor.Scope();
        var (alpha, sigma) = LevelAt(index);
        return scope.Keep(alpha * clean + sigma * noise);
    }

    /// <summary>Clean samples, each as it looks at its own timestep.</summary>
    /// <param name="clean">[batch, ...].</param>
    /// <param name="noise">As clean.</param>
    /// <param name="timesteps">One per sample; timesteps of this run for the samplers that work on levels.</param>
    public Tensor AddNoise(Tensor clean, Tensor noise, ReadOnlySpan<double> timesteps)
    {
        using var scope = Tensor.Scope();
        var levels = Array.ConvertAll(timesteps.ToArray(), LevelOf);
        return scope.Keep(PerRow(levels, l => l.Alpha, clean) * clean + PerRow(levels, l => l.Sigma, clean) * noise);
    }

    /// <summary>The velocity alpha noise - sigma data that a network with velocity prediction learns.</summary>
    /// <param name="clean">[batch, ...].</param>
    /// <param name="noise">As clean.</param>
    /// <param name="timesteps">One per sample.</param>
    public Tensor Velocity(Tensor clean, Tensor noise, ReadOnlySpan<double> timesteps)
    {
        using var scope = Tensor.Scope();
        var levels = Array.ConvertAll(timesteps.ToArray(), VelocityLevelOf);
        return scope.Keep(PerRow(levels, l => l.Alpha, clean) * noise - PerRow(levels, l => l.Sigma, clean) * clean);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        Forget();
        GC.SuppressFinalize(this);
    }

    /// <summary>The sampler's own arithmetic, in single precision.</summary>
    private protected abstract SamplerStep Advance(Tensor output, int index, Tensor x, NoiseSource? noise);

    /// <summary>Shares of data and noise in the sample before a call.</summary>
    private protected abstract (double Alpha, double Sigma) LevelAt(int index);

    /// <summary>Shares of data and noise at a timestep.</summary>
    private protected abstract (double Alpha, double Sigma) LevelOf(double timestep);

    /// <summary>The shares that <see cref="Velocity"/> takes.</summary>
    private protected virtual (double Alpha, double Sigma) VelocityLevelOf(double timestep) => LevelOf(timestep);

    /// <summary>Frees what is remembered between steps.</summary>
    private protected virtual void Forget()
    {
    }

    /// <summary>Noise for a stochastic step.</summary>
    /// <exception cref="InvalidOperationException">There is no source.</exception>
    private protected Tensor Noise(NoiseSource? source, Tensor like) =>
        (source ?? throw new InvalidOperationException($"{GetType().Name} is stochastic here: it needs a noise source.")).Like(like);

    /// <summary>The index of the nearest timestep: the second one where it is visited several times, the last one where none is near.</summary>
    private protected int IndexOf(double timestep)
    {
        // Fractional timesteps agree between implementations only up to single precision.
        const double Near = 0.5;
        var distances = Timesteps.Select(t => Math.Abs(t - timestep)).ToArray();
        var least = distances.Min();
        if (least >= Near)
            return Timesteps.Count - 1;
        var first = Array.IndexOf(distances, least);
        var second = Array.IndexOf(distances, least, first + 1);
        return second < 0 ? first : second;
    }

    private static Tensor PerRow((double Alpha, double Sigma)[] levels, Func<(double Alpha, double Sigma), double> part, Tensor like)
    {
        var shape = Enumerable.Repeat(1L, like.Rank).ToArray();
        shape[0] = levels.Length;
        return Tensor.From(Array.ConvertAll(levels, l => (float)part(l)), shape).To(like.Device, like.Type);
    }
}
