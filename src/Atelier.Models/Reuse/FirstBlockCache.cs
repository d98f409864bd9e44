using Atelier.Torch;

namespace Atelier.Models.Reuse;

/// <summary>Runs the first block always, and the others only where its change differs enough from that of the last full step.</summary>
/// <remarks>(ParaAttention's first block cache, after TeaCache: Liu et al. 2024, arXiv 2411.19108.)</remarks>
/// <param name="threshold">Relative difference above which all blocks run, at least 0.</param>
public sealed class FirstBlockCache(double threshold) : FeatureCache
{
    private Tensor? _head;
    private Tensor? _tail;

    /// <summary>Relative difference of the last call; 0 for the first.</summary>
    public double Change { get; private set; }

    internal override Tensor[] Blocks(Tensor[] tokens, int output, Func<Tensor[], Tensor[]> first, Func<Tensor[], Tensor[]> rest)
    {
        var head = first(tokens);
        var change = head[output] - tokens[output];
        // Against the last full step, not the last step, so that a slow drift shows in the end.
        Change = _head is null ? 0 : ((change - _head).Abs().Mean() / _head.Abs().Mean()).Item();
        if (_head is not null && Change <= threshold)
        {
            Reused++;
            head[output] = head[output] + _tail!;
            return head;
        }

        Computed++;
        var before = head[output];
        var result = rest([.. head]);
        LetGo(_head);
        LetGo(_tail);
        (_head, _tail) = (Keep(change), Keep(result[output] - before));
        return result;
    }
}
