namespace Atelier.Diffusion.Samplers;

/// <summary>Options of <see cref="UniPcSampler"/>.</summary>
public sealed record UniPcOptions : SolverOptions
{
    /// <summary>The scale of the corrections.</summary>
    public UniPcSolverType Solver { get; init; }

    /// <summary>Integrates the data prediction, else the noise prediction.</summary>
    public bool PredictData { get; init; } = true;

    /// <summary>Steps after which the sample is not corrected.</summary>
    public IReadOnlyList<int> UncorrectedSteps { get; init; } = [];

    /// <summary>Stretches flow levels so that the last becomes this; null or 0 leaves them.</summary>
    public double? ShiftTerminal { get; init; }
}
