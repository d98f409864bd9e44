using Atelier.Diffusion.Grids;
using Atelier.Torch;

namespace Atelier.Diffusion.Samplers;

/// <summary>What the two walks of DPM-Solver share.</summary>
public abstract class DpmSampler : SolverSampler
{
    private protected DpmSampler(DpmSolverOptions options, int steps, bool cutsCosine)
        : this(options, new SigmaTable(options.Noise), steps, cutsCosine)
    {
    }

    private DpmSampler(DpmSolverOptions options, SigmaTable table, int steps, bool cutsCosine)
        : base(options, table, SolverRun.Create(options, table, steps, cutsCosine))
    {
        if (!options.PredictsData && options.FinalSigma == FinalSigma.Zero)
            throw new ArgumentException($"{options.Algorithm} cannot end at {FinalSigma.Zero}; set FinalSigma to {FinalSigma.Smallest}.");
        Options = options;
        Outputs = new(options.SolverOrder);
    }

    private protected DpmSolverOptions Options { get; }

    /// <summary>Data or noise predictions, latest first.</summary>
    private protected OutputHistory Outputs { get; }

    /// <summary>The clean estimate, and what the equation integrates: that, or the noise.</summary>
    private protected (Tensor Denoised, Tensor Integrand) Convert(Tensor output, int index, Tensor x)
    {
        if (Options.LearnedVariance)
            output = output.Narrow(1, 0, x.Size(1));
        var denoised = Denoised(output, index, x);
        if (Options.PredictsData)
            return (denoised, denoised);
        var level = Level(index);
        var noise = Options.Threshold is null
            ? Prediction.Noise(Options.Prediction, output, x, level.Alpha, level.Sigma)
            : (x - level.Alpha * denoised) / level.Sigma;
        return (denoised, noise);
    }

    private protected DpmSolverStep Between(int from, int to) => new(Options.Algorithm, Level(from), Level(to));

    private protected override void Forget() => Outputs.Clear();
}
