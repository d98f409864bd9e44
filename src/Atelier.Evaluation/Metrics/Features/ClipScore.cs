using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Features;

/// <summary>Agreement of pictures and texts by their CLIP embeddings (Hessel et al. 2021).</summary>
public static class ClipScore
{
    /// <summary>Cosine of every pair, not below 0, times a weight. [n]</summary>
    /// <param name="images">[n, C], of any length.</param>
    /// <param name="texts">[n, C].</param>
    /// <param name="weight">100 as most libraries print it, 2.5 as in the paper.</param>
    public static Tensor OfPairs(Tensor images, Tensor texts, double weight = 100) => Scored(() => weight * Cosines(images, texts).Clamp(0));

    /// <summary>Mean cosine of all pairs, not below 0, times 100.</summary>
    /// <remarks>The mean is clamped, not the pairs.</remarks>
    public static double OfSet(Tensor images, Tensor texts)
    {
        using var scope = Tensor.Scope();
        return Math.Max(100 * Cosines(images, texts).Mean().Item(), 0);
    }

    /// <summary>Cosine of the change of the picture and the change of the text. [n]</summary>
    /// <param name="before">Pictures before the edit, [n, C].</param>
    /// <param name="after">Pictures after it.</param>
    /// <param name="textBefore">What was to be seen.</param>
    /// <param name="textAfter">What is to be seen.</param>
    /// <param name="normalise">Brings the embeddings to unit length before the differences are taken.</param>
    public static Tensor Directional(Tensor before, Tensor after, Tensor textBefore, Tensor textAfter, bool normalise = true) => Scored(() =>
    {
        Tensor Placed(Tensor rows) => normalise ? FeatureSet.Unit(FeatureSet.Wide(rows)) : FeatureSet.Wide(rows);
        return Cosines(Placed(after) - Placed(before), Placed(textAfter) - Placed(textBefore));
    });

    private static Tensor Cosines(Tensor a, Tensor b) => (FeatureSet.Unit(FeatureSet.Wide(a)) * FeatureSet.Unit(FeatureSet.Wide(b))).Sum([1]);

    private static Tensor Scored(Func<Tensor> score)
    {
        using var scope = Tensor.Scope();
        return scope.Keep(score());
    }
}
