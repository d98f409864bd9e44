using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Systems.OminiControl2.Verification;

/// <summary>Weights of a network that carries PEFT layers, either its own ones or those of one adapter.</summary>
internal sealed class PeftWeights : ITensorSource
{
    private readonly ITensorSource _source;
    private readonly Dictionary<string, string> _names;

    private PeftWeights(ITensorSource source, IEnumerable<(string Name, string Stored)> names) =>
        (_source, _names) = (source, names.ToDictionary(n => n.Name, n => n.Stored));

    /// <summary>The network's own weights under its plain names.</summary>
    public static PeftWeights Base(ITensorSource source) => new(
        source,
        source.Names.Where(n => !n.Contains(".lora_", StringComparison.Ordinal)).Select(n => (n.Replace(".base_layer.", ".", StringComparison.Ordinal), n)));

    /// <summary>The matrices of an adapter, without its name.</summary>
    public static PeftWeights Adapter(ITensorSource source, string adapter) => new(
        source,
        source.Names.Where(n => n.EndsWith($".{adapter}.weight", StringComparison.Ordinal) && n.Contains(".lora_", StringComparison.Ordinal))
            .Select(n => (n.Replace($".{adapter}.weight", ".weight", StringComparison.Ordinal), n)));

    public string Path => _source.Path;

    public IReadOnlyCollection<string> Names => _names.Keys;

    public IReadOnlyDictionary<string, string> Metadata => _source.Metadata;

    public long[] ShapeOf(string name) => _source.ShapeOf(_names[name]);

    public Tensor Read(string name) => _source.Read(_names[name]);

    public void Dispose() => _source.Dispose();
}
