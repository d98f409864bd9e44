using Atelier.Torch;

namespace Atelier.Models.Adapters.Merging;

/// <summary>Makes one low-rank change of several, as PEFT's <c>add_weighted_adapter</c> does.</summary>
/// <param name="Kind">How they are combined.</param>
public sealed record LowRankMerge(MergeKind Kind)
{
    /// <summary>Share of elements that pruning keeps, 0..1.</summary>
    public double Density { get; init; } = 1;

    /// <summary>How TIES elects signs.</summary>
    public SignElection Election { get; init; } = SignElection.Total;

    /// <summary>Rank of the kinds that cut to one; the largest rank that comes in if null.</summary>
    public int? Rank { get; init; }

    /// <summary>The merged change, with scale 1.</summary>
    /// <param name="changes">Changes of one layer.</param>
    /// <param name="weights">One for each, of either sign.</param>
    /// <exception cref="ArgumentException">The numbers differ, or ranks differ where the kind needs equal ones.</exception>
    public LowRankChange Apply(IReadOnlyList<LowRankChange> changes, IReadOnlyList<double> weights)
    {
        if (changes.Count == 0 || changes.Count != weights.Count)
            throw new ArgumentException($"{changes.Count} changes and {weights.Count} weights were given; there must be one weight for each change.");
        double[] strengths = [.. changes.Zip(weights, (c, w) => c.Scale * w)];
        if (Kind == MergeKind.Cat)
            return new(Tensor.Cat([.. changes.Zip(strengths, (c, s) => c.A * s)], 0), Tensor.Cat([.. changes.Select(c => c.B)], 1));
        if (Kind is MergeKind.Svd or MergeKind.TiesSvd or MergeKind.MagnitudePruneSvd)
            return LowRankChange.Of(Combine([.. changes.Select(c => c.Matrix())], weights), Rank ?? (int)changes.Max(c => c.A.Size(0)));
        if (changes.Select(c => c.A.Size(0)).Distinct().Count() > 1)
            throw new ArgumentException($"{Kind} needs equal ranks, these are {string.Join(", ", changes.Select(c => c.A.Size(0)))}; Cat and the Svd kinds take any.");
        // Either matrix gets the root of the strength, and A the sign.
        double[] roots = [.. strengths.Select(s => Math.Sqrt(Math.Abs(s)))];
        return new(
            Combine([.. changes.Select(c => c.A)], [.. roots.Zip(strengths, (r, s) => Math.Sign(s) * r)]),
            Combine([.. changes.Select(c => c.B)], roots));
    }

    private Tensor Combine(Tensor[] tensors, IReadOnlyList<double> weights) => Kind switch
    {
        MergeKind.Ties or MergeKind.TiesSvd => TaskVectors.Ties(tensors, weights, Density, Election),
        MergeKind.MagnitudePrune or MergeKind.MagnitudePruneSvd => TaskVectors.MagnitudePrune(tensors, weights, Density),
        _ => TaskVectors.Sum(tensors, weights),
    };
}
