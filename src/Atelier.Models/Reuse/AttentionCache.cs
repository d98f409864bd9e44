using Atelier.Torch;

namespace Atelier.Models.Reuse;

/// <summary>A cache that works on the outputs of each attention layer.</summary>
/// <typeparam name="T">What is remembered of a layer.</typeparam>
public abstract class AttentionCache<T> : FeatureCache
    where T : class, new()
{
    private readonly Dictionary<int, (T State, int Calls)> _layers = [];

    internal sealed override Tensor?[] Attention(int layer, long batch, Func<Tensor?[]> compute)
    {
        var (state, calls) = _layers.TryGetValue(layer, out var known) ? known : (new T(), 0);
        _layers[layer] = (state, calls + 1);
        if (Takes(state, calls, batch))
        {
            Reused++;
            return Take(state, calls, batch);
        }

        Computed++;
        var outputs = compute();
        Remember(state, calls, outputs);
        return outputs;
    }

    /// <summary>True where the outputs need not be computed.</summary>
    private protected abstract bool Takes(T state, int calls, long batch);

    /// <summary>What takes their place.</summary>
    private protected abstract Tensor?[] Take(T state, int calls, long batch);

    /// <summary>Takes note of computed outputs.</summary>
    private protected abstract void Remember(T state, int calls, Tensor?[] outputs);

    /// <summary>Keeps the outputs of a layer.</summary>
    private protected Tensor?[] Keep(Tensor?[] outputs) => [.. outputs.Select(o => o is null ? null : Keep(o))];

    /// <summary>Frees kept outputs of a layer.</summary>
    private protected void LetGo(Tensor?[]? outputs)
    {
        foreach (var output in outputs ?? [])
            LetGo(output);
    }
}
