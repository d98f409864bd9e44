using Atelier.Diffusion.Grids;
using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>The frame of the samplers that jump between whole timesteps by their cumulative alphas.</summary>
public abstract class JumpSampler : Sampler
{
    private protected JumpSampler(SamplerOptions options, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, options.Noise.TrainTimesteps);
        CumulativeAlphas = SingleNoise.CumulativeAlphas(options.Noise);
        FinalAlpha = options.FinalAlphaOne ? 1 : CumulativeAlphas[0];
        Stride = options.Noise.TrainTimesteps / steps;
        Shared = options;
    }

    /// <summary>Cumulative alphas of training, one per timestep.</summary>
    public IReadOnlyList<double> CumulativeAlphas { get; }

    private protected SamplerOptions Shared { get; }

    /// <summary>Timesteps between two steps, in whole numbers, whatever the spacing.</summary>
    private protected int Stride { get; }

    private protected double FinalAlpha { get; }

    /// <summary>The cumulative alpha of a timestep; below 0 the run has ended.</summary>
    private protected double AlphaAt(double timestep) => timestep >= 0 ? CumulativeAlphas[(int)timestep] : FinalAlpha;

    private protected Tensor Denoised(Tensor output, Tensor x, double alpha) =>
        Prediction.Denoised(Shared.Prediction, output, x, Math.Sqrt(alpha), Math.Sqrt(1 - alpha));

    private protected override (double Alpha, double Sigma) LevelAt(int index) => LevelOf(Timesteps[index]);

    private protected override (double Alpha, double Sigma) LevelOf(double timestep)
    {
        var alpha = AlphaAt(timestep);
        return (Math.Sqrt(alpha), Math.Sqrt(1 - alpha));
    }
}
