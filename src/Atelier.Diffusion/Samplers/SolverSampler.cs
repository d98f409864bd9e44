using Atelier.Diffusion.Grids;
using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>The frame of the exponential integrators: x = alpha data + sigma noise, integrated in lambda = log(alpha / sigma).</summary>
public abstract class SolverSampler : Sampler
{
    private readonly SolverRun _run;

    private protected SolverSampler(SolverOptions options, SigmaTable table, SolverRun run)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SolverOrder, 1, nameof(options.SolverOrder));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.SolverOrder, 3, nameof(options.SolverOrder));
        (Shared, CumulativeAlphas, _run) = (options, table.CumulativeAlphas, run);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Timesteps => _run.Timesteps;

    /// <summary>The noise levels; the last is where the run ends.</summary>
    public IReadOnlyList<double> Sigmas => _run.Sigmas;

    /// <summary>Cumulative alphas of training, one per timestep.</summary>
    public IReadOnlyList<double> CumulativeAlphas { get; }

    private protected SolverOptions Shared { get; }

    /// <summary>Calls of the run.</summary>
    private protected int Steps => _run.Timesteps.Length;

    /// <summary>The shares and the log signal-to-noise ratio at a level of the run.</summary>
    private protected SolverLevel Level(int index)
    {
        var sigma = _run.Sigmas[index];
        if (Shared.FlowSigmas)
            return new(1 - sigma, sigma);
        var alpha = 1 / Math.Sqrt(sigma * sigma + 1);
        return new(alpha, sigma * alpha);
    }

    /// <summary>The clean estimate of an output.</summary>
    private protected Tensor Denoised(Tensor output, int index, Tensor x)
    {
        var level = Level(index);
        return Shared.Clip(Shared.Prediction == PredictionType.Flow
            ? x - _run.Sigmas[index] * output
            : Prediction.Denoised(Shared.Prediction, output, x, level.Alpha, level.Sigma));
    }

    private protected override (double Alpha, double Sigma) LevelAt(int index)
    {
        var level = Level(index);
        return (level.Alpha, level.Sigma);
    }

    private protected override (double Alpha, double Sigma) LevelOf(double timestep) => LevelAt(IndexOf(timestep));
}
