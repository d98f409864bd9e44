namespace Atelier.Diffusion.Samplers;

/// <summary>Options of <see cref="DpmMultistepSampler"/> and <see cref="DpmSinglestepSampler"/>.</summary>
public sealed record DpmSolverOptions : SolverOptions
{
    /// <summary>The equation.</summary>
    public DpmAlgorithm Algorithm { get; init; }

    /// <summary>The weight of the change.</summary>
    public DpmSolverType Solver { get; init; }

    /// <summary>The last step is always of first order; for the multistep sampler.</summary>
    public bool EulerAtFinal { get; init; }

    /// <summary>Spreads the levels evenly in the log signal-to-noise ratio (Lu et al. 2022).</summary>
    public bool LuLambdas { get; init; }

    /// <summary>The network also predicts a variance, in further channels that are ignored.</summary>
    public bool LearnedVariance { get; init; }

    internal bool PredictsData => Algorithm is DpmAlgorithm.DataPrediction or DpmAlgorithm.StochasticDataPrediction;

    internal bool Stochastic => Algorithm is DpmAlgorithm.StochasticDataPrediction or DpmAlgorithm.StochasticNoisePrediction;
}
