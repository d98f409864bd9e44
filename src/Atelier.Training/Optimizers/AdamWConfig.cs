namespace Atelier.Training.Optimizers;

/// <summary>Adam with decoupled decay. (Loshchilov and Hutter 2017, arXiv 1711.05101)</summary>
public sealed record AdamWConfig : AdamConfig
{
    /// <inheritdoc/>
    public override double WeightDecay { get; init; } = 0.01;

    /// <inheritdoc/>
    public override bool DecoupledWeightDecay { get; init; } = true;
}
