using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Lora;
using Atelier.Models.Flux;
using Atelier.Systems.OminiControl2.Reuse;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Systems.OminiControl2.Adapters;

/// <summary>A low-rank adapter that is active on conditions only, with the rule that it was trained under.</summary>
public sealed class ControlAdapter : IDisposable
{
    // What PEFT puts before the names of a transformer's layers.
    private const string Prefix = "transformer.";

    private ControlAdapter(string name, Adapter adapter, ControlRule? rule)
    {
        (Name, Adapter, Rule) = (name, adapter, rule ?? new());
        HasRule = rule is not null;
        Stack = new((adapter, 1));
    }

    /// <summary>What the user calls it.</summary>
    public string Name { get; }

    /// <summary>The changes.</summary>
    public Adapter Adapter { get; }

    /// <summary>How it was trained, with the rank that the file has; plain OminiControl where the file does not say.</summary>
    public ControlRule Rule { get; }

    /// <summary>Whether the file said how it was trained; released files do not.</summary>
    public bool HasRule { get; }

    /// <summary>The adapter at weight 1, as a condition takes it: the published code ignores alpha, and so do we where a file has none.</summary>
    public AdapterStack Stack { get; }

    /// <summary>A new adapter: A is normal with deviation 1 / rank, B is zero, so that it changes nothing at first.</summary>
    /// <param name="network">The network that it is for; sizes are enough.</param>
    /// <param name="rule">Rank, layers and all else.</param>
    /// <param name="random">Draws A; null leaves the values open.</param>
    public static ControlAdapter Create(FluxTransformer network, ControlRule rule, Generator? random)
    {
        var updates = ControlModuleSets.Of(network, rule.Checked().Modules).ToDictionary(
            l => l.Name, LayerUpdate (l) => new LoraUpdate(l.Layer.Inputs, l.Layer.Outputs, rule.Rank));
        var adapter = new Adapter("control", network, updates);
        if (random is not null)
            adapter.Initialize(random);
        var config = network.Config;
        return new("control", adapter, rule with
        {
            BaseWidth = config.Width, BaseLayers = config.NumLayers, BaseSingleLayers = config.NumSingleLayers,
            BaseWeights = random is null ? "" : WeightsOf(network),
        });
    }

    /// <summary>Opens a file of ours, or a released one without a rule.</summary>
    /// <param name="network">The network that it is for.</param>
    /// <param name="path">A safetensors file.</param>
    /// <param name="name">What the user calls it; the file's name if null.</param>
    /// <exception cref="AdapterException">It changes no layer of the network, other layers than its rule says, or belongs to a network of another size.</exception>
    public static ControlAdapter Open(FluxTransformer network, string path, string? name = null)
    {
        if (!File.Exists(path))
            throw new AdapterException($"There is no adapter file '{path}'.");
        using var source = SafetensorsTensors.Open(path);
        var rule = ControlRule.Read(source);
        rule?.RequireFits(network.Config, path);
        var (adapter, report) = FluxLora.Load(network, source, Path.GetFileNameWithoutExtension(path));
        try
        {
            if (report.Unmatched.Count > 0)
                throw new AdapterException($"{path}: {report.Unmatched.Count} of its layers are not this network's, such as '{report.Unmatched[0]}'.");
            if (rule is not null)
                ControlModuleSets.Require(network, rule.Modules, report.Matched, path);
        }
        catch
        {
            adapter.Dispose();
            throw;
        }

        // Files may have been cut to a smaller rank since.
        var rank = adapter.Parameters().Where(p => p.Name.EndsWith("lora_A.weight", StringComparison.Ordinal)).Select(p => p.Parameter.Shape[0]).DefaultIfEmpty(0).Max();
        return new(name ?? Path.GetFileNameWithoutExtension(path), adapter, rule is null || rank == 0 ? rule : rule with { Rank = (int)rank });
    }

    /// <summary>Whether the network has other weights than the one that it was trained on.</summary>
    public bool IsForOtherWeights(FluxTransformer network) => Rule.BaseWeights.Length > 0 && Rule.BaseWeights != WeightsOf(network);

    /// <summary>SHA-256 of its changes: layers, factors, shapes and weights.</summary>
    public string Fingerprint() => AdapterFingerprint.Of(Adapter);

    /// <summary>Writes the weights under the names that diffusers and PEFT use, and the rule into the header.</summary>
    public void Save(string path) => StateDict.Save(
        Adapter.Parameters().Select(p => (Prefix + p.Name, p.Parameter.Value)),
        path,
        metadata: new Dictionary<string, string> { ["format"] = "pt", [ControlRule.MetadataKey] = Rule.ToJson() });

    /// <inheritdoc/>
    public void Dispose() => Adapter.Dispose();

    // In bfloat16, to which any pipeline of a model may have rounded them.
    private static string WeightsOf(FluxTransformer network)
    {
        using var scope = Tensor.Scope();
        return FeatureIdentity.Hash(
            network.Parameters().Where(p => p.Name.StartsWith("proj_out", StringComparison.Ordinal)).Select(p => p.Parameter.Value.Detach().To(ScalarType.BFloat16)));
    }
}
