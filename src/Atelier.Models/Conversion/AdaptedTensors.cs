using System.Diagnostics.CodeAnalysis;
using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Lora;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion;

/// <summary>The tensors of a network with adapters built in, one at a time as they are read.</summary>
/// <param name="source">The network's own tensors.</param>
/// <param name="network">The network that the adapters were loaded for.</param>
/// <param name="adapters">Adapters and their weights.</param>
/// <param name="wide">Whether changed tensors are given in single precision, because they become another type anyway.</param>
internal sealed class AdaptedTensors(ITensorSource source, Module network, AdapterStack adapters, bool wide) : ITensorSource
{
    private readonly Dictionary<string, Module> _layers = AdaptedLayers.Of(network);

    public string Path => source.Path;

    public IReadOnlyCollection<string> Names => source.Names;

    public IReadOnlyDictionary<string, string> Metadata => source.Metadata;

    public long[] ShapeOf(string name) => source.ShapeOf(name);

    public ScalarType TypeOf(string name) => wide && IsChanged(name, out _) ? ScalarType.Float32 : source.TypeOf(name);

    public Tensor Read(string name)
    {
        if (!IsChanged(name, out var layer))
            return source.Read(name);
        using var noGrad = new NoGrad();
        using var scope = Tensor.Scope();
        var stored = source.Read(name);
        var value = stored.Float();
        foreach (var (adapter, weight) in adapters.Active)
        {
            if (adapter.For(layer) is { } update)
                value = Change(name[(name.LastIndexOf('.') + 1)..], value, update, weight * adapter.FactorOf(layer));
        }

        return scope.Keep(value.To(wide ? ScalarType.Float32 : stored.Type));
    }

    public void Dispose() => source.Dispose();

    private bool IsChanged(string name, [NotNullWhen(true)] out Module? layer)
    {
        layer = null;
        var dot = name.LastIndexOf('.');
        return dot >= 0 && _layers.TryGetValue(name[..dot], out layer) && adapters.Active.Any(a => a.Adapter.For(_layers[name[..dot]]) is not null);
    }

    private static Tensor Change(string part, Tensor value, LayerUpdate update, double strength) => (part, update) switch
    {
        ("weight", _) => update.Fuse(value, null, strength).Weight,
        ("bias", LoraUpdate { Bias: { } bias } lora) => value.Add(bias.Value.Float(), strength * lora.Scale),
        _ => value,
    };
}
