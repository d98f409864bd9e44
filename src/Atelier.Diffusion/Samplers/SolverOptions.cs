namespace Atelier.Diffusion.Samplers;

/// <summary>What the samplers share that integrate exactly in the log signal-to-noise ratio (DPM-Solver, DEIS, UniPC).</summary>
public record SolverOptions : SamplerOptions
{
    /// <summary>Outputs that a step uses, 1 to 3.</summary>
    public int SolverOrder { get; init; } = 2;

    /// <summary>Falls to lower orders at the end of short runs, which keeps them stable.</summary>
    public bool LowerOrderFinal { get; init; } = true;

    /// <summary>Levels of a straight flow, data (1 - sigma) + noise sigma, instead of those of the noise schedule.</summary>
    public bool FlowSigmas { get; init; }

    /// <summary>Shift s of the flow's levels: s a / (1 + (s - 1) a); e^mu for a shift by mu.</summary>
    public double FlowShift { get; init; } = 1;

    /// <summary>Leaves out timesteps whose log(alpha / sigma) is below this.</summary>
    public double LogSnrMin { get; init; } = double.NegativeInfinity;
}
