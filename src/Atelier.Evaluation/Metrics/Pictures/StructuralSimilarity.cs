using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Pictures;

/// <summary>Structural similarity of two pictures, as scikit-image computes it (Wang et al. 2004).</summary>
/// <param name="Map">Similarity at every pixel, [H, W, C].</param>
/// <param name="PerChannel">Means over the pixels whose window lies inside the picture, [C].</param>
public sealed record StructuralSimilarity(Tensor Map, IReadOnlyList<double> PerChannel)
{
    /// <summary>Mean over the channels: 1 for equal pictures.</summary>
    public double Score => PerChannel.Average();

    /// <summary>Compares two pictures.</summary>
    /// <param name="a">[H, W, C], bytes or numbers.</param>
    /// <param name="b">As a.</param>
    /// <param name="options">The window; the default is that of the library.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the window does not fit.</exception>
    public static StructuralSimilarity Compare(Tensor a, Tensor b, SimilarityOptions? options = null)
    {
        options ??= new();
        PictureTensor.RequireSameShape(a, b);
        var size = options.GaussianWeights ? 2 * (int)(3.5 * options.Sigma + 0.5) + 1 : options.WindowSize;
        if (a.Rank != 3 || size % 2 == 0 || a.Size(0) < size || a.Size(1) < size)
            throw new ArgumentException($"A window of {size} x {size} (odd) must fit into [H, W, C], {a.Describe()} was given.");
        using var scope = Tensor.Scope();
        var line = options.GaussianWeights ? Window.Gaussian(size, options.Sigma) : Window.Uniform(size);
        var (x, y) = (Planes(a), Planes(b)); // [1, C, H, W]
        var correction = options.SampleCovariance ? (double)size * size / (size * size - 1) : 1;
        Tensor Mean(Tensor planes) => Window.Mirrored(planes, line);
        var (meanX, meanY) = (Mean(x), Mean(y));
        var varianceX = correction * (Mean(x * x) - meanX * meanX);
        var varianceY = correction * (Mean(y * y) - meanY * meanY);
        var covariance = correction * (Mean(x * y) - meanX * meanY);
        var (c1, c2) = (Math.Pow(options.K1 * options.Range, 2), Math.Pow(options.K2 * options.Range, 2));
        var map = (2 * meanX * meanY + c1) * (2 * covariance + c2)
            / ((meanX * meanX + meanY * meanY + c1) * (varianceX + varianceY + c2));
        var border = size / 2;
        var inside = map.Slice(2, border, map.Size(2) - border).Slice(3, border, map.Size(3) - border);
        return new(scope.Keep(map.Select(0, 0).Permute(1, 2, 0)), inside.Mean([0, 2, 3]).ToArray<double>());
    }

    private static Tensor Planes(Tensor picture) => PictureTensor.Wide(picture).Permute(2, 0, 1).Unsqueeze(0);
}
