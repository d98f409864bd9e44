using Atelier.Torch;

namespace Atelier.Models.Adapters;

/// <summary>Adapters built into the weights of their layers, until it is disposed. Faster than a stack, but for all streams alike.</summary>
public sealed class FusedAdapters : IDisposable
{
    private readonly List<(Parameter Parameter, Tensor Before)> _changed = [];

    /// <summary>Builds the adapters in, one after the other.</summary>
    public FusedAdapters(AdapterStack adapters)
    {
        using var noGrad = new NoGrad();
        foreach (var (adapter, strength) in adapters.Active)
        {
            foreach (var layer in adapter.Layers)
                Fuse(layer, adapter.For(layer)!, strength * adapter.FactorOf(layer));
        }
    }

    /// <summary>Puts the weights back.</summary>
    public void Dispose()
    {
        for (var i = _changed.Count - 1; i >= 0; i--)
            _changed[i].Parameter.Value = _changed[i].Before;
        _changed.Clear();
    }

    private void Fuse(Module layer, LayerUpdate update, double strength)
    {
        using var scope = Tensor.Scope();
        var (weight, bias) = AdaptedLayers.Values(layer);
        var fused = update.Fuse(weight.Value, bias?.Value, strength);
        Replace(weight, fused.Weight);
        if (bias is not null && fused.Bias is not null && !ReferenceEquals(fused.Bias, bias.Value))
            Replace(bias, fused.Bias);
    }

    private void Replace(Parameter parameter, Tensor value)
    {
        // An alias of its own, since the parameter frees the handle that it gives up.
        _changed.Add((parameter, parameter.Value.Detach().Detached()));
        parameter.Value = value.To(parameter.Value.Type);
    }
}
