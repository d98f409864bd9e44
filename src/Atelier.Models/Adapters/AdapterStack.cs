using Atelier.Torch;

namespace Atelier.Models.Adapters;

/// <summary>Adapters that are active together, each with its weight.</summary>
public sealed class AdapterStack
{
    private readonly (Adapter Adapter, double Weight)[] _active;

    /// <summary>Activates adapters; those with weight 0 are left out.</summary>
    public AdapterStack(params ReadOnlySpan<(Adapter Adapter, double Weight)> adapters) =>
        _active = [.. adapters.ToArray().Where(a => a.Weight != 0)];

    /// <summary>Trainable values of all active adapters, for gradient checkpointing.</summary>
    internal IEnumerable<Tensor> Parameters() => _active.SelectMany(a => a.Adapter.Parameters()).Select(p => p.Parameter.Value);

    /// <summary>The layer's output plus the weighted updates. [.., in] to [.., out]</summary>
    public Tensor Forward(Linear layer, Tensor x) => Add(layer, x, layer.Forward(x));

    /// <summary>The layer's output plus the weighted updates. [B, in, H, W] to [B, out, H', W']</summary>
    public Tensor Forward(Conv2d layer, Tensor x) => Add(layer, x, layer.Forward(x));

    private Tensor Add(Module layer, Tensor x, Tensor output)
    {
        foreach (var (adapter, weight) in _active)
        {
            if (adapter.For(layer) is { } update)
                output = output.Add(update.Forward(x), weight);
        }

        return output;
    }
}
