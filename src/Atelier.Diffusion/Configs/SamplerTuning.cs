namespace Atelier.Diffusion.Configs;

/// <summary>What a caller may choose per run, beside what the model's scheduler configuration says.</summary>
public sealed record SamplerTuning
{
    /// <summary>Share of fresh noise of DDIM: 0 to 1.</summary>
    public double Eta { get; init; }

    /// <summary>DDIM takes the noise from the clipped estimate.</summary>
    public bool NoiseFromClipped { get; init; }

    /// <summary>Noise put back by Euler's method; 0 puts none.</summary>
    public double Churn { get; init; }

    /// <summary>Smallest level at which noise is put back.</summary>
    public double ChurnMin { get; init; }

    /// <summary>Largest level at which noise is put back.</summary>
    public double ChurnMax { get; init; } = double.PositiveInfinity;

    /// <summary>Size of the noise put back.</summary>
    public double ChurnNoise { get; init; } = 1;

    /// <summary>Slopes that LMS uses, 1 to 4.</summary>
    public int LmsOrder { get; init; } = 4;
}
