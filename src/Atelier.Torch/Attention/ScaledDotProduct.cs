using Atelier.Torch.Interop;

namespace Atelier.Torch;

/// <summary>Attention: softmax(q k^T scale + bias) v, with memory linear in the number of queries.</summary>
public static class ScaledDotProduct
{
    // Scores of one block of queries stay below this many elements, so that they fit the cache.
    private const long BlockElements = 1 << 20;

    /// <summary>Attends. q [B, H, N, D], k and v [B, H, M, D] to [B, H, N, D].</summary>
    /// <param name="q">Queries.</param>
    /// <param name="k">Keys; fewer heads than the queries are shared by groups of them.</param>
    /// <param name="v">Values.</param>
    /// <param name="bias">Added to the scores, broadcast to [B, H, N, M]; a Boolean one keeps where true.</param>
    /// <param name="scale">Factor of the scores; 1/sqrt(D) if left out.</param>
    /// <param name="causal">Query i sees keys 0..i only.</param>
    /// <exception cref="ArgumentException">Shapes disagree, or both a bias and causality are asked.</exception>
    public static Tensor Attend(Tensor q, Tensor k, Tensor v, Tensor? bias = null, double? scale = null, bool causal = false)
    {
        if (q.Size(-1) != k.Size(-1))
            throw new ArgumentException($"Queries have {q.Size(-1)} channels a head, keys {k.Size(-1)}.");
        if (k.Size(-2) != v.Size(-2))
            throw new ArgumentException($"{k.Size(-2)} keys but {v.Size(-2)} values.");
        if (causal && bias is not null)
            throw new ArgumentException("Attention takes either a bias or causality.");
        if (q.Size(1) != k.Size(1))
        {
            var groups = q.Size(1) / k.Size(1);
            if (groups * k.Size(1) != q.Size(1))
                throw new ArgumentException($"{q.Size(1)} query heads do not divide among {k.Size(1)} key heads.");
            k = k.RepeatInterleave((int)groups, 1);
            v = v.RepeatInterleave((int)groups, 1);
        }

        var factor = scale ?? 1.0 / Math.Sqrt(q.Size(-1));
        if (causal)
            bias = CausalMask(q.Size(-2), k.Size(-2), q.Device);
        return ProductTally.Count(
            ProductKind.Attention,
            () => CpuKernels.Attend(q, k, v, bias, factor) ?? (Aten.ScaledDotProductAttention.Exists && q.Type == k.Type && q.Type == v.Type
                ? Fused(q, k, v, bias, factor)
                : InBlocks(q, k, v, bias, factor)),
            output => 2.0 * output.ElementCount / output.Size(-1) * k.Size(-2) * (q.Size(-1) + v.Size(-1)));
    }

    private static Tensor Fused(Tensor q, Tensor k, Tensor v, Tensor? bias, double scale)
    {
        var type = ProductPrecision.Current ?? q.Type;
        var mask = bias is null || bias.Type == ScalarType.Bool ? bias : bias.To(type);
        return Aten.ScaledDotProductAttention.Call(q.To(type), k.To(type), v.To(type), mask, 0.0, false, scale).To(q.Type);
    }

    private static Tensor InBlocks(Tensor q, Tensor k, Tensor v, Tensor? bias, double scale)
    {
        if (bias is null && q.Size(0) * q.Size(1) > 1 && q.Size(0) * q.Size(1) * q.Size(-2) * k.Size(-2) > BlockElements)
            return HeadByHead(q, k, v, scale);
        var type = ProductPrecision.Current ?? q.Type;
        var keys = (k * scale).To(type).Transpose(-2, -1);
        var values = v.To(type);
        var rows = q.Size(-2);
        var block = Math.Max(1, BlockElements / Math.Max(1, q.Size(0) * q.Size(1) * k.Size(-2)));
        if (block >= rows)
            return Block(q, keys, values, bias, type);
        var parts = new List<Tensor>();
        for (long start = 0; start < rows; start += block)
        {
            var length = Math.Min(block, rows - start);
            var part = bias is null || bias.Rank < 2 || bias.Size(-2) == 1 ? bias : bias.Narrow(-2, start, length);
            using var scope = NoGrad.IsRecording ? null : Tensor.Scope();
            var result = Block(q.Narrow(-2, start, length), keys, values, part, type);
            parts.Add(scope is null ? result : scope.Keep(result));
        }

        return Tensor.Cat([.. parts], -2);
    }

    // Many rows of few heads: a block of few rows of all heads would arrange all keys anew for little work.
    private static Tensor HeadByHead(Tensor q, Tensor k, Tensor v, double scale)
    {
        var type = ProductPrecision.Current ?? q.Type;
        var (heads, rows, keys) = (q.Size(0) * q.Size(1), q.Size(-2), k.Size(-2));
        var (queries, scaled, values) = (Flat(q), Flat(k * scale), Flat(v));
        var few = Math.Clamp(BlockElements / (rows * keys), 1, heads);
        var block = Math.Clamp(BlockElements / (few * keys), 1, rows);
        var attended = new List<Tensor>();
        for (long head = 0; head < heads; head += few)
        {
            var count = Math.Min(few, heads - head);
            var (own, seen) = (scaled.Narrow(0, head, count).Transpose(-2, -1), values.Narrow(0, head, count));
            var parts = new List<Tensor>();
            for (long start = 0; start < rows; start += block)
            {
                using var scope = NoGrad.IsRecording ? null : Tensor.Scope();
                var result = Block(queries.Narrow(0, head, count).Narrow(1, start, Math.Min(block, rows - start)), own, seen, null, type);
                parts.Add(scope is null ? result : scope.Keep(result));
            }

            attended.Add(parts.Count == 1 ? parts[0] : Tensor.Cat([.. parts], 1));
        }

        return Tensor.Cat([.. attended]).Reshape(q.Size(0), q.Size(1), rows, v.Size(-1)).To(q.Type);

        Tensor Flat(Tensor x) => x.To(type).Reshape(heads, x.Size(2), x.Size(3)); // [B H, N, D]
    }

    private static Tensor Block(Tensor q, Tensor keys, Tensor values, Tensor? bias, ScalarType type)
    {
        var scores = q.To(type).MatMul(keys);
        if (scores.Type is ScalarType.BFloat16 or ScalarType.Float16)
            scores = scores.Float();
        if (bias is { Type: ScalarType.Bool })
            scores = scores.MaskedFill(bias.Not(), double.NegativeInfinity);
        else if (bias is not null)
            scores = scores + bias.To(scores.Type);
        var weights = scores.Softmax(-1);
        // A row that sees nothing has no softmax; it answers zero, as fused kernels do.
        if (bias is not null)
            weights = weights.MaskedFill(scores.AMax([-1], keep: true).Eq(double.NegativeInfinity), 0);
        return weights.To(type).MatMul(values).To(q.Type);
    }

    private static Tensor CausalMask(long queries, long keys, Device device) =>
        Tensor.Ones([queries, keys], ScalarType.Bool, device).Tril();
}
