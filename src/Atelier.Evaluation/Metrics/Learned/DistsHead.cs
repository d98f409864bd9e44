using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Learned;

/// <summary>What DISTS does with a picture and the feature maps of its backbone (Ding et al. 2020).</summary>
/// <param name="textureWeights">Of the channels of all maps, [1, C, 1, 1]; not negative.</param>
/// <param name="structureWeights">As the texture weights.</param>
public sealed class DistsHead(Tensor textureWeights, Tensor structureWeights)
{
    private const double Epsilon = 1e-6;

    /// <summary>The distance, 0 for equal pictures. [B]</summary>
    /// <param name="a">The picture in 0..1 and the feature maps, [B, C, h, w] each.</param>
    /// <param name="b">As a.</param>
    /// <exception cref="ArgumentException">The channels of the maps are not as many as the weights.</exception>
    public Tensor Distance(IReadOnlyList<Tensor> a, IReadOnlyList<Tensor> b)
    {
        if (a.Sum(m => m.Size(1)) != textureWeights.Size(1))
            throw new ArgumentException($"The maps have {a.Sum(m => m.Size(1))} channels, the weights {textureWeights.Size(1)}.");
        using var scope = Tensor.Scope();
        var pairs = a.Zip(b, Compare).ToArray();
        var (texture, structure) = (Tensor.Cat([.. pairs.Select(p => p.Texture)], 1), Tensor.Cat([.. pairs.Select(p => p.Structure)], 1));
        var all = textureWeights.Sum() + structureWeights.Sum();
        var likeness = (textureWeights * texture + structureWeights * structure) / all;
        return scope.Keep(1.0 - likeness.Sum([1, 2, 3]));
    }

    /// <summary>The pooling that takes the place of maxima in the backbone: a root mean square over a Hann window. [B, C, H / 2, W / 2]</summary>
    public static Tensor Pool(Tensor features)
    {
        using var scope = Tensor.Scope();
        var channels = features.Size(1);
        float[] line = [0.25f, 0.5f, 0.25f];
        var column = Tensor.From(line, 1, 1, 3, 1).To(features.Device);
        var window = (column * column.Transpose(2, 3)).Expand(channels, 1, 3, 3);
        var squares = Tensor.Conv2d(features.Square(), window, null, [2, 2], [1, 1], [1, 1], channels);
        return scope.Keep((squares + 1e-12).Sqrt());
    }

    // How alike the means are, and how alike the rest. [B, C, 1, 1]
    private static (Tensor Texture, Tensor Structure) Compare(Tensor x, Tensor y)
    {
        var (meanX, meanY) = (Mean(x), Mean(y));
        var texture = (2 * meanX * meanY + Epsilon) / (meanX.Square() + meanY.Square() + Epsilon);
        var (varianceX, varianceY) = (Mean((x - meanX).Square()), Mean((y - meanY).Square()));
        var covariance = Mean(x * y) - meanX * meanY;
        return (texture, (2 * covariance + Epsilon) / (varianceX + varianceY + Epsilon));
    }

    private static Tensor Mean(Tensor x) => x.Mean([2, 3], keep: true);
}
