using Atelier.Torch;

namespace Atelier.Models.Adapters;

/// <summary>Adapters that are active together, each with its weight. Their changes add up.</summary>
public sealed class AdapterStack
{
    private readonly (Adapter Adapter, double Weight)[] _active;

    /// <summary>Activates adapters; those with weight 0 are left out.</summary>
    public AdapterStack(params ReadOnlySpan<(Adapter Adapter, double Weight)> adapters) =>
        _active = [.. adapters.ToArray().Where(a => a.Weight != 0)];

    /// <summary>The active adapters.</summary>
    public IReadOnlyList<(Adapter Adapter, double Weight)> Active => _active;

    /// <summary>Values of all active adapters, for gradient checkpointing.</summary>
    internal IEnumerable<Tensor> Parameters() => _active.SelectMany(a => a.Adapter.Parameters()).Select(p => p.Parameter.Value);

    /// <summary>The layer's output with the adapters. [.., in] to [.., out]</summary>
    public Tensor Forward(Linear layer, Tensor x) => Apply(layer, x, layer.Forward(x));

    /// <summary>The layer's output with the adapters. [B, in, H, W] to [B, out, H', W']</summary>
    public Tensor Forward(Conv2d layer, Tensor x) => Apply(layer, x, layer.Forward(x));

    private Tensor Apply(Module layer, Tensor x, Tensor plain)
    {
        var output = plain;
        foreach (var (adapter, weight) in _active)
        {
            if (adapter.For(layer) is { } update)
                output = update.Apply(new(layer, x, plain, output, weight * adapter.FactorOf(layer)));
        }

        return output;
    }
}
