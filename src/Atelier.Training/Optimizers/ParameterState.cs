using Atelier.Torch;

namespace Atelier.Training.Optimizers;

/// <summary>What an optimiser remembers about one parameter.</summary>
public sealed class ParameterState : IDisposable
{
    private readonly SortedDictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>Updates that the parameter has had.</summary>
    public long Step { get; internal set; }

    /// <summary>The remembered tensors by their public names, such as <c>exp_avg</c>.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
        _tensors.Clear();
    }

    /// <summary>A remembered tensor, made the first time it is asked for.</summary>
    internal Tensor GetOrAdd(string key, Func<Tensor> make)
    {
        if (!_tensors.TryGetValue(key, out var tensor))
            _tensors[key] = tensor = make().Detached();
        return tensor;
    }

    /// <summary>A remembered tensor that starts at zero, with the form of another.</summary>
    internal Tensor Zeros(string key, Tensor like) => GetOrAdd(key, like.ZerosLike);
}
