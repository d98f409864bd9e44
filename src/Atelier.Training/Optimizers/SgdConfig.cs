namespace Atelier.Training.Optimizers;

/// <summary>Gradient descent with momentum.</summary>
public sealed record SgdConfig : OptimizerConfig
{
    /// <summary>Learning rate, 0 or more.</summary>
    public double Lr { get; init; } = 1e-3;

    /// <summary>Share of the old direction that is kept, in [0, 1).</summary>
    public double Momentum { get; init; }

    /// <summary>Share of a new gradient that does not enter the direction.</summary>
    public double Dampening { get; init; }

    /// <summary>Added to the gradient, times the value.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Looks one step ahead along the direction.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Climbs instead of descending.</summary>
    public bool Maximize { get; init; }

    /// <inheritdoc/>
    public override Optimizer Create(IEnumerable<TrainedTensor> parameters) => new Sgd(parameters, this);
}
