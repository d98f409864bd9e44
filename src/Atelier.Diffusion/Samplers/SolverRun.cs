using Atelier.Diffusion.Grids;

namespace Atelier.Diffusion.Samplers;

/// <summary>Timesteps and noise levels of an exponential integrator's run.</summary>
/// <param name="Timesteps">Whole, largest first.</param>
/// <param name="Sigmas">One more: the last is where the run ends.</param>
internal sealed record SolverRun(double[] Timesteps, double[] Sigmas)
{
    /// <summary>The run of DPM-Solver.</summary>
    /// <param name="options">The model's.</param>
    /// <param name="table">Levels of training.</param>
    /// <param name="steps">At least 1.</param>
    /// <param name="cutsCosine">Cuts whole timesteps under the cosine curve where they are rounded otherwise.</param>
    public static SolverRun Create(SolverOptions options, SigmaTable table, int steps, bool cutsCosine)
    {
        var (timesteps, sigmas) = Levels(options, table, steps, cutsCosine);
        return Close(timesteps, sigmas, options.FinalSigma == FinalSigma.Smallest ? table.Smallest : 0);
    }

    /// <summary>The run of DEIS, which never ends at 0: respaced runs stay at their last level, others go to the smallest of training.</summary>
    public static SolverRun CreateOpen(SolverOptions options, SigmaTable table, int steps)
    {
        var (timesteps, sigmas) = Levels(options, table, steps);
        return Close(timesteps, sigmas, Respaced(options) ? sigmas[^1] : table.Smallest);
    }

    /// <summary>The run of UniPC, whose flow levels begin at 1 and may be stretched to a terminal one.</summary>
    public static SolverRun CreateUniPc(UniPcOptions options, SigmaTable table, int steps)
    {
        var (timesteps, sigmas) = Levels(options, table, steps);
        if (options.FlowSigmas && options.Sigmas == SigmaSpacing.Native)
        {
            sigmas = UniPcFlow(options, steps);
            timesteps = SigmaGrid.Map(sigmas, s => Math.Truncate(s * options.Noise.TrainTimesteps));
        }
        else if (options.FlowSigmas && options.Sigmas == SigmaSpacing.Karras)
        {
            sigmas = SigmaGrid.Map(sigmas, s => s / (s + 1));
            timesteps = SigmaGrid.Map(sigmas, s => Math.Truncate(s * options.Noise.TrainTimesteps));
        }

        var smallest = Respaced(options) ? sigmas[^1] : table.Smallest;
        return Close(timesteps, sigmas, options.FinalSigma == FinalSigma.Smallest ? smallest : 0);
    }

    private static bool Respaced(SolverOptions options) => options.FlowSigmas || options.Sigmas != SigmaSpacing.Native;

    private static (double[] Timesteps, double[] Sigmas) Levels(SolverOptions options, SigmaTable table, int steps, bool cutsCosine = false)
    {
        var train = options.Noise.TrainTimesteps;
        var lu = options is DpmSolverOptions { LuLambdas: true };
        if (lu || options.Sigmas != SigmaSpacing.Native)
        {
            // Evenly in log sigma is evenly in the log signal-to-noise ratio too.
            var spacing = lu && options.Sigmas != SigmaSpacing.Karras ? SigmaSpacing.Exponential : options.Sigmas;
            var respaced = SigmaGrid.Between(options.SigmaMax ?? table.Largest, options.SigmaMin ?? table.Smallest, steps, spacing);
            // The reference rounds the timesteps of Karras and Lu levels and cuts those of the others.
            var rounds = (spacing == SigmaSpacing.Karras || lu) && !(cutsCosine && options.Noise.Curve == BetaCurve.SquaredCosine);
            Func<double, double> whole = rounds ? Math.Round : Math.Truncate;
            return (SigmaGrid.Map(respaced, s => whole(table.TimestepOf(s))), respaced);
        }

        if (options.FlowSigmas)
        {
            var flow = SigmaGrid.Map(SigmaGrid.Linear(1, 1.0 / train, steps + 1), a => Shifted(1 - a, options.FlowShift));
            Array.Reverse(flow);
            return (SigmaGrid.Map(flow[..^1], s => Math.Truncate(s * train)), flow[..^1]);
        }

        var timesteps = TimestepGrid.Solver(options.Spacing, train, table.UsableTimesteps(options.LogSnrMin), steps, options.StepsOffset);
        return (timesteps, SigmaGrid.Map(timesteps, table.At));
    }

    private static double[] UniPcFlow(UniPcOptions options, int steps)
    {
        const double FromOne = 1e-6;
        var even = SigmaGrid.Linear(1, 1.0 / options.Noise.TrainTimesteps, steps + 1)[..^1];
        var sigmas = SigmaGrid.Map(even, s => Shifted(s, options.FlowShift));
        if (options.ShiftTerminal is { } terminal and not 0)
        {
            var scale = (1 - sigmas[^1]) / (1 - terminal);
            sigmas = SigmaGrid.Map(sigmas, s => 1 - (1 - s) / scale);
        }

        // At 1 the log of alpha is infinite.
        if (Math.Abs(sigmas[0] - 1) < FromOne)
            sigmas[0] -= FromOne;
        return sigmas;
    }

    private static double Shifted(double sigma, double shift) => shift * sigma / (1 + (shift - 1) * sigma);

    private static SolverRun Close(double[] timesteps, double[] sigmas, double last) =>
        new(timesteps, [.. sigmas.Select(s => (double)(float)s), (float)last]);
}
