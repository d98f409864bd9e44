using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Lora;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion;

/// <summary>The tensors of a network with adapters built in, one at a time as they are read.</summary>
/// <param name="source">The network's own tensors.</param>
/// <param name="network">The network that the adapters were loaded for.</param>
/// <param name="adapters">Adapters and their weights.</param>
internal sealed class AdaptedTensors(ITensorSource source, Module network, AdapterStack adapters) : ITensorSource
{
    private readonly Dictionary<string, Module> _layers = AdaptedLayers.Of(network);

    public string Path => source.Path;

    public IReadOnlyCollection<string> Names => source.Names;

    public IReadOnlyDictionary<string, string> Metadata => source.Metadata;

    public long[] ShapeOf(string name) => source.ShapeOf(name);

    public ScalarType TypeOf(string name) => source.TypeOf(name);

    public Tensor Read(string name)
    {
        var dot = name.LastIndexOf('.');
        if (dot < 0 || !_layers.TryGetValue(name[..dot], out var layer) || !adapters.Active.Any(a => a.Adapter.For(layer) is not null))
            return source.Read(name);
        using var noGrad = new NoGrad();
        using var scope = Tensor.Scope();
        var stored = source.Read(name);
        var value = stored.Float();
        foreach (var (adapter, weight) in adapters.Active)
        {
            if (adapter.For(layer) is { } update)
                value = Change(name[(dot + 1)..], value, update, weight * adapter.FactorOf(layer));
        }

        return scope.Keep(value.To(stored.Type));
    }

    public void Dispose() => source.Dispose();

    private static Tensor Change(string part, Tensor value, LayerUpdate update, double strength) => (part, update) switch
    {
        ("weight", _) => update.Fuse(value, null, strength).Weight,
        ("bias", LoraUpdate { Bias: { } bias } lora) => value.Add(bias.Value.Float(), strength * lora.Scale),
        _ => value,
    };
}
