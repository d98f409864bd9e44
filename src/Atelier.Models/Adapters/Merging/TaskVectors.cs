using Atelier.Torch;

namespace Atelier.Models.Adapters.Merging;

/// <summary>Sums of several changes of one tensor. (Ilharco et al. 2022, arXiv 2212.04089; TIES: Yadav et al. 2023, arXiv 2306.01708; DARE: Yu et al. 2023, arXiv 2311.03099.)</summary>
public static class TaskVectors
{
    /// <summary>The weighted sum.</summary>
    public static Tensor Sum(IReadOnlyList<Tensor> tasks, IReadOnlyList<double> weights)
    {
        if (tasks.Count == 0 || tasks.Count != weights.Count)
            throw new ArgumentException($"{tasks.Count} changes and {weights.Count} weights were given; there must be one weight for each change.");
        return Weighted(tasks, weights).Sum([0]);
    }

    /// <summary>Keeps the floor(density x count) largest magnitudes of a tensor; the rest becomes 0.</summary>
    /// <param name="task">A change.</param>
    /// <param name="density">Share that stays, 0..1.</param>
    public static Tensor Prune(Tensor task, double density)
    {
        if (density is < 0 or > 1)
            throw new ArgumentOutOfRangeException(nameof(density), density, "The share that stays is 0..1.");
        var flat = task.Flatten();
        var kept = flat.Abs().TopK((int)(density * flat.ElementCount)).Indices;
        return (flat * Tensor.Zeros(flat.Shape).Scatter(0, kept, 1)).Reshape(task.Shape);
    }

    /// <summary>The weighted sum of pruned changes.</summary>
    public static Tensor MagnitudePrune(IReadOnlyList<Tensor> tasks, IReadOnlyList<double> weights, double density) =>
        Sum([.. tasks.Select(t => Prune(t, density))], weights);

    /// <summary>Prunes, elects a sign for each element, and takes the mean of the weighted elements with that sign.</summary>
    public static Tensor Ties(IReadOnlyList<Tensor> tasks, IReadOnlyList<double> weights, double density, SignElection election = SignElection.Total) =>
        Merge([.. tasks.Select(t => Prune(t, density))], weights, election);

    /// <summary>The weighted sum of changes whose elements were dropped at random and the rest enlarged.</summary>
    /// <param name="tasks">The changes.</param>
    /// <param name="weights">One for each.</param>
    /// <param name="masks">1 where an element stays; see <see cref="Mask"/>.</param>
    /// <param name="density">Share that stays, above 0.</param>
    public static Tensor DareLinear(IReadOnlyList<Tensor> tasks, IReadOnlyList<double> weights, IReadOnlyList<Tensor> masks, double density) =>
        Sum(Dropped(tasks, masks, density), weights);

    /// <summary>As TIES, with elements dropped at random instead of by magnitude.</summary>
    public static Tensor DareTies(
        IReadOnlyList<Tensor> tasks, IReadOnlyList<double> weights, IReadOnlyList<Tensor> masks, double density, SignElection election = SignElection.Total) =>
        Merge(Dropped(tasks, masks, density), weights, election);

    /// <summary>A mask for DARE: 1 with the probability of the density.</summary>
    public static Tensor Mask(long[] shape, double density, Generator generator) =>
        Tensor.Rand(shape, generator).Lt(density).To(ScalarType.Float32);

    /// <summary>1 where an element has the sign that was elected over all changes. [n, ..]</summary>
    /// <param name="tasks">[n, ..], the changes.</param>
    /// <param name="election">How the sign is elected; an even vote counts as plus.</param>
    public static Tensor MajoritySigns(Tensor tasks, SignElection election)
    {
        var votes = (election == SignElection.Total ? tasks : tasks.Sign()).Sum([0], keep: true);
        var plus = votes.Ge(0).To(tasks.Type);
        return tasks.Sign().Eq((plus * 2) - 1).To(tasks.Type);
    }

    // The weights neither vote nor count.
    private static Tensor Merge(IReadOnlyList<Tensor> tasks, IReadOnlyList<double> weights, SignElection election)
    {
        var elected = MajoritySigns(Tensor.Stack([.. tasks], 0), election);
        return (Weighted(tasks, weights) * elected).Sum([0]) / elected.Sum([0]).Clamp(1);
    }

    private static Tensor Weighted(IReadOnlyList<Tensor> tasks, IReadOnlyList<double> weights) =>
        Tensor.Stack([.. tasks.Zip(weights, (t, w) => t * w)], 0);

    private static Tensor[] Dropped(IReadOnlyList<Tensor> tasks, IReadOnlyList<Tensor> masks, double density) =>
        [.. tasks.Zip(masks, (t, m) => t * m / density)];
}
