using Atelier.Torch;

namespace Atelier.Models.Adapters;

/// <summary>Layers with the adapters of a call.</summary>
internal static class AdaptedLayers
{
    /// <summary>The layers that adapters can change, by full name.</summary>
    public static Dictionary<string, Module> Of(Module network) =>
        network.Modules().Where(m => m.Module is Linear or Conv2d).ToDictionary(m => m.Name, m => m.Module);

    /// <summary>The layer with the adapters, or alone where there are none.</summary>
    public static Tensor Forward(this Linear layer, Tensor x, AdapterStack? adapters) =>
        adapters is null ? layer.Forward(x) : adapters.Forward(layer, x);

    /// <summary>The layer with the adapters, or alone where there are none.</summary>
    public static Tensor Forward(this Conv2d layer, Tensor x, AdapterStack? adapters) =>
        adapters is null ? layer.Forward(x) : adapters.Forward(layer, x);

    /// <summary>Weight and bias of a layer.</summary>
    public static (Parameter Weight, Parameter? Bias) Values(Module layer) => layer switch
    {
        Linear linear => (linear.Weight, linear.Bias),
        Conv2d conv => (conv.Weight, conv.Bias),
        _ => throw new AdapterException($"{layer.GetType().Name} is no layer that adapters can change."),
    };
}
