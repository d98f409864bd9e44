namespace Atelier.Training.Optimizers;

/// <summary>Adafactor: second moments kept as row and column means. (Shazeer and Stern 2018, arXiv 1804.04235)</summary>
public sealed record AdafactorConfig : OptimizerConfig
{
    /// <summary>Learning rate; null where it is relative.</summary>
    public double? Lr { get; init; }

    /// <summary>Added to squared gradients, and the smallest parameter size that scales the rate.</summary>
    public double[] Eps { get; init; } = [1e-30, 1e-3];

    /// <summary>Root mean square of an update above which it is scaled down.</summary>
    public double ClipThreshold { get; init; } = 1;

    /// <summary>Exponent of the second moment's decay, below 0.</summary>
    public double DecayRate { get; init; } = -0.8;

    /// <summary>Share of the old first moment; null keeps none.</summary>
    public double? Beta1 { get; init; }

    /// <summary>Weight decay, 0 or more.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Multiplies the rate by the root mean square of the parameter.</summary>
    public bool ScaleParameter { get; init; } = true;

    /// <summary>Derives the rate from the step count.</summary>
    public bool RelativeStep { get; init; } = true;

    /// <summary>Lets a relative rate rise slowly.</summary>
    public bool WarmupInit { get; init; }

    /// <inheritdoc/>
    public override Optimizer Create(IEnumerable<TrainedTensor> parameters) => new Adafactor(parameters, this);
}
