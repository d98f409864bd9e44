using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Pictures;

/// <summary>Structural similarity without padding, on one scale and on several, as pytorch-msssim computes it (Wang et al. 2003).</summary>
/// <param name="range">Difference of the largest and the smallest possible value: 255 for bytes.</param>
/// <param name="windowSize">Taps of the Gaussian window, odd.</param>
/// <param name="sigma">Its spread in pixels.</param>
public sealed class MultiScaleSimilarity(double range = 255, int windowSize = 11, double sigma = 1.5)
{
    private static readonly double[] PublishedWeights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];
    private readonly double[] _line = Array.ConvertAll(Window.Gaussian(windowSize, sigma), w => (double)(float)w);

    /// <summary>Similarity on one scale, one number per picture. [B]</summary>
    /// <param name="a">[B, C, H, W], bytes or numbers.</param>
    /// <param name="b">As a.</param>
    public Tensor SingleScale(Tensor a, Tensor b)
    {
        PictureTensor.RequireSameShape(a, b);
        using var scope = Tensor.Scope();
        return scope.Keep(Compare(PictureTensor.Wide(a), PictureTensor.Wide(b)).Similarity.Mean([1]));
    }

    /// <summary>Similarity over several scales, one number per picture. [B]</summary>
    /// <param name="a">[B, C, H, W]; the smaller side exceeds (window - 1) times 2 to the number of scales less one.</param>
    /// <param name="b">As a.</param>
    /// <param name="weights">One exponent per scale, finest first; null takes the five published ones.</param>
    /// <exception cref="ArgumentException">The pictures are too small.</exception>
    public Tensor MultiScale(Tensor a, Tensor b, IReadOnlyList<double>? weights = null)
    {
        weights ??= PublishedWeights;
        PictureTensor.RequireSameShape(a, b);
        var least = (windowSize - 1) << (weights.Count - 1);
        if (Math.Min(a.Size(2), a.Size(3)) <= least)
            throw new ArgumentException($"{weights.Count} scales need sides above {least}, {a.Describe()} was given.");
        using var scope = Tensor.Scope();
        var (x, y) = (PictureTensor.Wide(a), PictureTensor.Wide(b));
        Tensor? product = null;
        for (var scale = 0; scale < weights.Count; scale++)
        {
            var (similarity, contrast) = Compare(x, y);
            var isLast = scale == weights.Count - 1;
            var factor = (isLast ? similarity : contrast).Relu().Pow(weights[scale]);
            product = product is null ? factor : product * factor;
            if (!isLast)
                (x, y) = (Halved(x), Halved(y));
        }

        return scope.Keep(product!.Mean([1]));
    }

    // Means over the map: the whole similarity, and its contrast and structure alone. [B, C]
    private (Tensor Similarity, Tensor Contrast) Compare(Tensor x, Tensor y)
    {
        var (c1, c2) = (Math.Pow(0.01 * range, 2), Math.Pow(0.03 * range, 2));
        Tensor Mean(Tensor planes) => Window.Valid(planes, _line);
        var (meanX, meanY) = (Mean(x), Mean(y));
        var varianceX = Mean(x * x) - meanX * meanX;
        var varianceY = Mean(y * y) - meanY * meanY;
        var covariance = Mean(x * y) - meanX * meanY;
        var contrast = (2 * covariance + c2) / (varianceX + varianceY + c2);
        var similarity = (2 * meanX * meanY + c1) / (meanX * meanX + meanY * meanY + c1) * contrast;
        return (similarity.Mean([2, 3]), contrast.Mean([2, 3]));
    }

    // An odd side gets one zero in front, which counts, so that the last window ends at the last pixel.
    private static Tensor Halved(Tensor planes) => planes.Pad([planes.Size(3) % 2, 0, planes.Size(2) % 2, 0]).AvgPool2d(2, 2);
}
