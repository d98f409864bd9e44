using Atelier.Torch;

namespace Atelier.Models.Adapters;

/// <summary>Learned changes of named layers of one network, such as a LoRA.</summary>
/// <remarks>It changes nothing by itself: a call hands it to the network within an <see cref="AdapterStack"/>, or it is fused.</remarks>
public sealed class Adapter : Module
{
    private readonly Dictionary<Module, LayerUpdate> _updates = [];
    private readonly Dictionary<Module, double> _factors = [];

    /// <summary>Binds updates to layers; each is registered under its layer's full name.</summary>
    /// <param name="name">What the user calls it.</param>
    /// <param name="network">The network that the layers belong to.</param>
    /// <param name="updates">Updates by the full name of their layer.</param>
    /// <exception cref="AdapterException">The network has no such layer, or there are no updates.</exception>
    public Adapter(string name, Module network, IReadOnlyDictionary<string, LayerUpdate> updates)
    {
        Name = name;
        var layers = AdaptedLayers.Of(network);
        foreach (var (layer, update) in updates)
        {
            if (!layers.TryGetValue(layer, out var module))
                throw new AdapterException($"Adapter '{name}' has an update for '{layer}', which {network.GetType().Name} does not have.");
            _updates.Add(module, AddModule(layer, update));
        }

        if (_updates.Count == 0)
            throw new AdapterException($"Adapter '{name}' changes no layer of {network.GetType().Name}.");
    }

    private Adapter(Adapter other, Func<string, double> factor)
    {
        Name = other.Name;
        var names = other.Modules().Where(m => m.Module is LayerUpdate).ToDictionary(m => m.Module, m => m.Name);
        foreach (var (layer, update) in other._updates)
        {
            _updates.Add(layer, AddModule(names[update], update));
            _factors.Add(layer, other.FactorOf(layer) * factor(names[update]));
        }
    }

    /// <summary>What the user calls it.</summary>
    public string Name { get; }

    /// <summary>The same updates, each with a further weight of its layer.</summary>
    /// <param name="factor">Weight by the full name of a layer, such as one of <see cref="UNet.BlockWeights"/>.</param>
    public Adapter Weighted(Func<string, double> factor) => new(this, factor);

    /// <summary>Layers that it changes.</summary>
    public int LayerCount => _updates.Count;

    /// <summary>The update of a layer, or null; a weight of 0 leaves a layer as it is, to the last bit.</summary>
    public LayerUpdate? For(Module layer) => FactorOf(layer) == 0 ? null : _updates.GetValueOrDefault(layer);

    internal double FactorOf(Module layer) => _factors.GetValueOrDefault(layer, 1);

    internal IEnumerable<Module> Layers => _updates.Keys.Where(layer => FactorOf(layer) != 0);
}
