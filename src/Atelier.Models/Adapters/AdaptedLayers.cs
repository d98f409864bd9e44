using Atelier.Torch;

namespace Atelier.Models.Adapters;

/// <summary>Layers with the adapters of a call.</summary>
internal static class AdaptedLayers
{
    /// <summary>The layer with the adapters, or alone where there are none.</summary>
    public static Tensor Forward(this Linear layer, Tensor x, AdapterStack? adapters) =>
        adapters is null ? layer.Forward(x) : adapters.Forward(layer, x);

    /// <summary>The layer with the adapters, or alone where there are none.</summary>
    public static Tensor Forward(this Conv2d layer, Tensor x, AdapterStack? adapters) =>
        adapters is null ? layer.Forward(x) : adapters.Forward(layer, x);
}
