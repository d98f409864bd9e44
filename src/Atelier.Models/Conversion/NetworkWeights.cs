using System.Text.Json;
using Atelier.Models.Conversion.Networks;
using Atelier.Models.Dialects;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion;

/// <summary>The weights of a known network in a file, checked against its sizes, under either naming.</summary>
public sealed class NetworkWeights : IDisposable
{
    private readonly NetworkKind _kind;

    private NetworkWeights(NetworkKind kind, Module network, ITensorSource tensors, string config, IEnumerable<string> stored) =>
        (_kind, Network, Tensors, Config, Stored) = (kind, network, tensors, config, [.. stored]);

    /// <summary>Which network.</summary>
    public WeightFamily Family => _kind.Family;

    /// <summary>The network, without values.</summary>
    public Module Network { get; }

    /// <summary>Its tensors under diffusers' names.</summary>
    public ITensorSource Tensors { get; private set; }

    /// <summary>Its <c>config.json</c>.</summary>
    public string Config { get; }

    internal NetworkKind Kind => _kind;

    /// <summary>The names of its tensors in the file.</summary>
    internal IReadOnlyCollection<string> Stored { get; }

    /// <summary>Opens a network of a file.</summary>
    /// <param name="source">The file; it stays the caller's.</param>
    /// <param name="layout">Where in the file the network is.</param>
    /// <param name="config">Its <c>config.json</c>; read off the tensors where null and possible.</param>
    /// <exception cref="WeightException">A tensor is missing or of another shape, or sizes cannot be told from the file.</exception>
    public static NetworkWeights Open(ITensorSource source, WeightLayout layout, string? config = null)
    {
        var kind = NetworkKind.Of(layout.Family);
        using var json = config is null ? null : JsonDocument.Parse(config);
        var network = kind.Make(source, layout, json?.RootElement);
        var rename = kind.Rename(source);
        var recipes = layout.Names == WeightNames.Original
            ? kind.Recipes(network, layout.Prefix)
            : network.Parameters().ToDictionary(p => p.Name, p => new TensorRecipe(layout.Prefix + (rename?.Invoke(p.Name) ?? p.Name), TensorCut.Whole));
        var tensors = new TranslatedTensors(source, recipes);
        Check(network, tensors);
        return new(kind, network, tensors, config is null ? kind.ConfigOf(network) : kind.Named(config), recipes.Values.Select(r => r.Source));
    }

    /// <summary>Builds adapters into the tensors as they are read.</summary>
    /// <param name="adapters">Adapters of <see cref="Network"/> and their weights.</param>
    /// <param name="wide">Whether changed tensors are given in single precision instead of their own type.</param>
    public void Fuse(Adapters.AdapterStack adapters, bool wide = false) => Tensors = new AdaptedTensors(Tensors, Network, adapters, wide);

    /// <summary>The tensors under the names of the authors' files.</summary>
    /// <param name="prefix">What stands before each name.</param>
    public ITensorSource Original(string prefix = "") => new OriginalTensors(Tensors, _kind.Recipes(Network, prefix));

    /// <summary>Frees the network.</summary>
    public void Dispose() => Network.Dispose();

    private static void Check(Module network, ITensorSource tensors)
    {
        var names = tensors.Names as IReadOnlySet<string> ?? tensors.Names.ToHashSet();
        foreach (var (name, parameter) in network.Parameters())
        {
            var expected = $"[{string.Join(", ", parameter.Shape)}]";
            if (!names.Contains(name))
                throw new WeightException($"{tensors.Path} has no '{name}'; {expected} is expected.");
            var found = tensors.ShapeOf(name);
            if (!found.AsSpan().SequenceEqual(parameter.Shape))
                throw new WeightException($"{tensors.Path}: '{name}' is [{string.Join(", ", found)}]; {expected} is expected.");
        }
    }
}
