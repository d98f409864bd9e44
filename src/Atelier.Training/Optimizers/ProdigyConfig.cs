namespace Atelier.Training.Optimizers;

/// <summary>Prodigy: Adam that finds its own step size. (Mishchenko and Defazio 2023, arXiv 2306.06101)</summary>
public sealed record ProdigyConfig : OptimizerConfig
{
    /// <summary>Factor of the found step size; 1 is usual, schedules multiply it.</summary>
    public double Lr { get; init; } = 1;

    /// <summary>Share of the old value in the first and second moment, each in [0, 1).</summary>
    public double[] Betas { get; init; } = [0.9, 0.999];

    /// <summary>Share of the old value in the estimate of the step size; the root of the second beta if left out.</summary>
    public double? Beta3 { get; init; }

    /// <summary>Added to the root of the second moment, times the step size.</summary>
    public double Eps { get; init; } = 1e-8;

    /// <summary>Weight decay, 0 or more.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Decays the value instead of changing the gradient.</summary>
    public bool Decouple { get; init; } = true;

    /// <summary>Corrects the moments of the first steps, as Adam does.</summary>
    public bool UseBiasCorrection { get; init; }

    /// <summary>Keeps a warm-up of the rate from inflating the estimate.</summary>
    public bool SafeguardWarmup { get; init; }

    /// <summary>First estimate of the step size, above 0.</summary>
    public double D0 { get; init; } = 1e-6;

    /// <summary>Factor of the estimate; below 1 is careful.</summary>
    public double DCoef { get; init; } = 1;

    /// <summary>Most that the estimate may grow in a step; unlimited if left out.</summary>
    public double? GrowthRate { get; init; }

    /// <summary>Every n-th element serves for the estimate; more saves memory.</summary>
    public int SliceP { get; init; } = 1;

    /// <inheritdoc/>
    public override Optimizer Create(IEnumerable<TrainedTensor> parameters) => new Prodigy(parameters, this);
}
