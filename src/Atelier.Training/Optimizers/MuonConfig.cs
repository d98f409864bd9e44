namespace Atelier.Training.Optimizers;

/// <summary>Muon: momentum made orthogonal by a Newton-Schulz iteration, for matrices inside a network. (Jordan et al. 2024)</summary>
public sealed record MuonConfig : OptimizerConfig
{
    /// <summary>Learning rate, 0 or more.</summary>
    public double Lr { get; init; } = 1e-3;

    /// <summary>Weight decay, 0 or more.</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>Share of the old momentum, in [0, 1).</summary>
    public double Momentum { get; init; } = 0.95;

    /// <summary>Looks one step ahead along the momentum.</summary>
    public bool Nesterov { get; init; } = true;

    /// <summary>Coefficients of x, x^3 and x^5 in the iteration.</summary>
    public double[] NsCoefficients { get; init; } = [3.4445, -4.7750, 2.0315];

    /// <summary>Smallest norm that is divided by.</summary>
    public double Eps { get; init; } = 1e-7;

    /// <summary>Iterations, at least 1.</summary>
    public int NsSteps { get; init; } = 5;

    /// <summary>How the rate depends on the shape: <c>original</c> (sqrt(max(1, rows/columns))) or <c>match_rms_adamw</c> (0.2 sqrt(max)).</summary>
    public string AdjustLrFn { get; init; } = "original";

    /// <summary>Takes convolution kernels too, as matrices of one row per output channel.</summary>
    public bool Kernels { get; init; }

    /// <summary>Runs the iteration in bfloat16; null does where products are set to it.</summary>
    public bool? HalfPrecision { get; init; }

    /// <inheritdoc/>
    public override bool Takes(TrainedTensor parameter) =>
        (parameter.Value.Rank == 2 || (Kernels && parameter.Value.Rank > 2)) && base.Takes(parameter);

    /// <inheritdoc/>
    public override Optimizer Create(IEnumerable<TrainedTensor> parameters) => new Muon(parameters, this);
}
