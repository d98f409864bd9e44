namespace Atelier.Training.Optimizers;

/// <summary>Lion: the sign of a momentum. (Chen et al. 2023, arXiv 2302.06675)</summary>
public sealed record LionConfig : OptimizerConfig
{
    /// <summary>Learning rate, 0 or more.</summary>
    public double Lr { get; init; } = 1e-4;

    /// <summary>Share of the momentum in the step, and in the momentum to come; each in [0, 1).</summary>
    public double[] Betas { get; init; } = [0.9, 0.99];

    /// <summary>Weight decay, 0 or more.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Factor of elements whose step disagrees with the gradient; below 1 is cautious. (arXiv 2411.16085)</summary>
    public double CautiousFactor { get; init; } = 1;

    /// <summary>Decays independently of the learning rate that the run starts with.</summary>
    public bool DecoupledWeightDecay { get; init; }

    /// <inheritdoc/>
    public override Optimizer Create(IEnumerable<TrainedTensor> parameters) => new Lion(parameters, this);
}
