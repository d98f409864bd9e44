using Atelier.Torch;

namespace Atelier.Models.Text.T5;

/// <summary>Distances between tokens in buckets: single steps near by, wider and wider ones farther off. (Raffel et al. 2019, arXiv 1910.10683)</summary>
public static class RelativePositions
{
    /// <summary>The bucket of each distance.</summary>
    /// <param name="distances">Key index minus query index, Int64, any shape.</param>
    /// <param name="bidirectional">Whether keys after the query have buckets of their own, the upper half; else they share bucket 0.</param>
    /// <param name="buckets">Number of buckets.</param>
    /// <param name="maxDistance">From here on all distances share the last bucket.</param>
    public static Tensor Buckets(Tensor distances, bool bidirectional, int buckets, int maxDistance)
    {
        var half = bidirectional ? buckets / 2 : buckets;
        var exact = half / 2;
        var relative = distances.ToArray<long>();
        var steps = Array.ConvertAll(relative, d => bidirectional ? Math.Abs(d) : Math.Max(0, -d));
        // In single precision, and truncated, as the reference: at powers of the base the rounding decides.
        var wide = Tensor.From(Array.ConvertAll(steps, s => (float)Math.Max(s, 1)), distances.Shape)
            .Div(exact).Log().Div(Math.Log((double)maxDistance / exact)).Mul(half - exact).ToArray<float>();
        var found = new long[relative.Length];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = steps[i] < exact ? steps[i] : Math.Min(exact + (long)wide[i], half - 1);
            if (bidirectional && relative[i] > 0)
                found[i] += half;
        }

        return Tensor.From(found, distances.Shape);
    }

    /// <summary>The bucket of every pair of query and key. [N, N]</summary>
    public static Tensor Table(int count, int buckets, int maxDistance)
    {
        var index = Tensor.Arange(0, count);
        return Buckets(index.Unsqueeze(0).Sub(index.Unsqueeze(1)), bidirectional: true, buckets, maxDistance);
    }
}
