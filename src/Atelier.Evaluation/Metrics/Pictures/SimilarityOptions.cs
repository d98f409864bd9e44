namespace Atelier.Evaluation.Metrics.Pictures;

/// <summary>How <see cref="StructuralSimilarity"/> looks at its surroundings.</summary>
public sealed record SimilarityOptions
{
    /// <summary>The window of the first paper: Gaussian, 11 taps, sigma 1.5 (Wang et al. 2004).</summary>
    public static SimilarityOptions Wang { get; } = new() { GaussianWeights = true, SampleCovariance = false };

    /// <summary>Difference of the largest and the smallest possible value: 255 for bytes.</summary>
    public double Range { get; init; } = 255;

    /// <summary>Gaussian weights instead of equal ones.</summary>
    public bool GaussianWeights { get; init; }

    /// <summary>Spread of Gaussian weights in pixels; their window reaches to 3.5 sigma.</summary>
    public double Sigma { get; init; } = 1.5;

    /// <summary>Side of the window of equal weights, odd.</summary>
    public int WindowSize { get; init; } = 7;

    /// <summary>Divides covariances by N - 1 instead of N.</summary>
    public bool SampleCovariance { get; init; } = true;

    /// <summary>Steadies the comparison of means, as a share of the range.</summary>
    public double K1 { get; init; } = 0.01;

    /// <summary>Steadies the comparison of structure, as a share of the range.</summary>
    public double K2 { get; init; } = 0.03;
}
