using Atelier.Diffusion.Grids;
using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>The frame of the samplers that work on noise levels: x = data + sigma noise (Karras et al. 2022).</summary>
public abstract class LevelSampler : Sampler
{
    private readonly double[] _sigmas;
    private readonly double[] _timesteps;

    private protected LevelSampler(SamplerOptions options, int steps, bool logLinear = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        Shared = options;
        Table = new(options.Noise);
        var timesteps = TimestepGrid.Fractional(options.Spacing, options.Noise.TrainTimesteps, steps, options.StepsOffset);
        var sigmas = logLinear
            ? SigmaGrid.Between(Table.Largest, Table.Smallest, steps + 1, SigmaSpacing.Exponential)
            : SigmaGrid.Map(timesteps, Table.At);
        if (options.Sigmas != SigmaSpacing.Native)
        {
            sigmas = SigmaGrid.Between(options.SigmaMax ?? sigmas[0], options.SigmaMin ?? sigmas[^1], steps, options.Sigmas);
            timesteps = SigmaGrid.Map(sigmas, Table.TimestepOf);
        }

        double last = options.FinalSigma == FinalSigma.Smallest ? Table.Smallest : 0;
        _sigmas = [.. sigmas.Select(s => (double)(float)s), (float)last];
        _timesteps = [.. timesteps.Select(t => (double)(float)t)];
    }

    /// <summary>The noise levels; the last is where the run ends.</summary>
    public virtual IReadOnlyList<double> Sigmas => _sigmas;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Timesteps => _timesteps;

    /// <summary>Cumulative alphas of training, one per timestep.</summary>
    public IReadOnlyList<double> CumulativeAlphas => Table.CumulativeAlphas;

    /// <inheritdoc/>
    public override double InitialNoiseScale => ScaleOf(Sigmas.Max());

    /// <summary>The noise scale of a run that visits every timestep of training.</summary>
    public double TrainingNoiseScale => ScaleOf(Table.Peak);

    private protected SamplerOptions Shared { get; }

    private protected SigmaTable Table { get; }

    /// <inheritdoc/>
    public override Tensor ScaleInput(Tensor sample, int index) => sample / Math.Sqrt(Sigmas[index] * Sigmas[index] + 1);

    private protected Tensor Denoised(Tensor output, Tensor x, double sigma) => Shared.Prediction switch
    {
        PredictionType.Epsilon => x - sigma * output,
        PredictionType.Velocity => x / (sigma * sigma + 1) - sigma / Math.Sqrt(sigma * sigma + 1) * output,
        PredictionType.Sample => output,
        _ => throw new NotSupportedException($"{GetType().Name} takes the predictions Epsilon, Velocity and Sample, not {Shared.Prediction}."),
    };

    private protected override (double Alpha, double Sigma) LevelAt(int index) => (1, Sigmas[index]);

    private protected override (double Alpha, double Sigma) LevelOf(double timestep) => (1, Sigmas[IndexOf(timestep)]);

    // Evenly spread and trailing runs begin at pure noise of the largest level; leading ones at data plus noise.
    private double ScaleOf(double largest) => Shared.Spacing == TimestepSpacing.Leading ? Math.Sqrt(largest * largest + 1) : largest;
}
