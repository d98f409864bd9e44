using Atelier.Diffusion.Grids;
using Atelier.Torch;

namespace Atelier.Systems.DyArtBank.ArtBank;

/// <summary>ArtBank's image to image: a content latent is noised with the noise that the network itself sees in it, then denoised in the style.</summary>
/// <remarks>
/// One prediction replaces the inversion's steps. As released, the latent is at timestep strength T while denoising begins at the largest kept
/// timestep below it: 700 and 681 for 0.7 and 50 steps. (Zhang et al. 2024, arXiv 2312.06135)
/// </remarks>
public sealed class StochasticInversion
{
    private readonly double[] _alphas;
    private readonly int _level;

    /// <summary>Lays out a run.</summary>
    /// <param name="strength">How far the content is noised, above 0, at most 1.</param>
    /// <param name="steps">Steps of a full run, 1 to the timesteps of training; the share of the strength is taken.</param>
    /// <param name="schedule">Of the network; Stable Diffusion's if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range, or no step is left.</exception>
    public StochasticInversion(double strength = 0.7, int steps = 50, NoiseSchedule? schedule = null)
    {
        var noise = schedule ?? NoiseSchedule.StableDiffusion;
        // The released tables are in single precision, which shows where an alpha is close to 1.
        _alphas = [.. noise.CumulativeAlphas().Select(a => (double)(float)a)];
        var train = _alphas.Length;
        if (!(strength > 0 && strength <= 1))
            throw new ArgumentOutOfRangeException(nameof(strength), strength, "A strength is above 0 and at most 1.");
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, train);
        var kept = (int)(strength * steps);
        if (kept == 0)
            throw new ArgumentOutOfRangeException(nameof(strength), strength, $"A strength of {strength} leaves none of {steps} steps.");
        // Every (T / steps)-th timestep, moved up by one; where the division leaves a rest there are more than the steps asked for.
        var stride = train / steps;
        Grid = [.. Enumerable.Range(0, (train + stride - 1) / stride).Select(i => Math.Min((i * stride) + 1, train - 1))];
        Timesteps = [.. Grid.Take(kept).Reverse()];
        _level = Math.Min((int)(strength * train), train - 1);
    }

    /// <summary>Timesteps of a full run, ascending.</summary>
    public IReadOnlyList<int> Grid { get; }

    /// <summary>Timesteps that are denoised, largest first.</summary>
    public IReadOnlyList<int> Timesteps { get; }

    /// <summary>Cumulative alphas of the grid.</summary>
    public IReadOnlyList<double> Alphas => [.. Grid.Select(t => _alphas[t])];

    /// <summary>Cumulative alphas that the steps of the grid lead to; the first leads to timestep 0.</summary>
    public IReadOnlyList<double> PreviousAlphas => [_alphas[0], .. Grid.SkipLast(1).Select(t => _alphas[t])];

    /// <summary>The content at the run's noise level.</summary>
    /// <param name="content">Scaled latent. [B, C, H, W]</param>
    /// <param name="noise">As content.</param>
    public Tensor Noisy(Tensor content, Tensor noise) => (content * Math.Sqrt(_alphas[_level])) + (noise * Math.Sqrt(1 - _alphas[_level]));

    /// <summary>The latent that denoising begins with.</summary>
    /// <param name="content">Scaled latent. [B, C, H, W]</param>
    /// <param name="noise">As content.</param>
    /// <param name="network">The noise in a latent at a timestep, in the style, without guidance.</param>
    /// <param name="predicted">Told the noise that the network saw.</param>
    public Tensor Invert(Tensor content, Tensor noise, Func<Tensor, int, Tensor> network, Action<Tensor>? predicted = null)
    {
        using var scope = Tensor.Scope();
        var seen = network(Noisy(content, noise), _level);
        predicted?.Invoke(seen);
        return scope.Keep(Noisy(content, seen));
    }

    /// <summary>Denoises by deterministic DDIM steps.</summary>
    /// <param name="latent">From <see cref="Invert"/>.</param>
    /// <param name="network">The noise in a latent at a timestep, with guidance.</param>
    /// <param name="cancellation">Takes effect within one step.</param>
    public Tensor Decode(Tensor latent, Func<Tensor, int, Tensor> network, CancellationToken cancellation = default)
    {
        var x = latent;
        for (var i = 0; i < Timesteps.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            var t = Timesteps[i];
            var (alpha, previous) = (_alphas[t], i + 1 < Timesteps.Count ? _alphas[Timesteps[i + 1]] : _alphas[0]);
            var noise = network(x, t);
            var clean = (x - (noise * Math.Sqrt(1 - alpha))) / Math.Sqrt(alpha);
            var next = (clean * Math.Sqrt(previous)) + (noise * Math.Sqrt(1 - previous));
            if (!ReferenceEquals(x, latent))
                x.Dispose();
            x = scope.Keep(next);
        }

        return x;
    }
}
