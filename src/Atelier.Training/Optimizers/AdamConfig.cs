namespace Atelier.Training.Optimizers;

/// <summary>Adam with decay added to the gradient. (Kingma and Ba 2014, arXiv 1412.6980)</summary>
public record AdamConfig : OptimizerConfig
{
    /// <summary>Learning rate, 0 or more.</summary>
    public double Lr { get; init; } = 1e-3;

    /// <summary>Share of the old value in the first and second moment, each in [0, 1).</summary>
    public double[] Betas { get; init; } = [0.9, 0.999];

    /// <summary>Added to the root of the second moment after bias correction.</summary>
    public double Eps { get; init; } = 1e-8;

    /// <summary>Weight decay, 0 or more.</summary>
    public virtual double WeightDecay { get; init; }

    /// <summary>Divides by the running maximum of the second moment.</summary>
    public bool Amsgrad { get; init; }

    /// <summary>Climbs instead of descending.</summary>
    public bool Maximize { get; init; }

    /// <summary>Decays the value instead of changing the gradient.</summary>
    public virtual bool DecoupledWeightDecay { get; init; }

    /// <inheritdoc/>
    public override Optimizer Create(IEnumerable<TrainedTensor> parameters) => new Adam(parameters, this);
}
