using System.Text.Json;
using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Lora;
using Atelier.Models.Configs;
using Atelier.Models.Flux;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Systems.OminiControl2.Verification;

/// <summary>The network, the adapters and the inputs of a recorded call with conditions.</summary>
internal sealed class ConditionedCase : IDisposable
{
    private readonly GoldenCase _golden;

    /// <summary>Reads the case.</summary>
    /// <param name="golden">The case.</param>
    /// <param name="alpha">Whether the change of an adapter is multiplied by alpha / rank, instead of 1.</param>
    public ConditionedCase(GoldenCase golden, bool alpha = false)
    {
        _golden = golden;
        Network = new(ModelConfig.ReadStrict<FluxConfig>(golden.Config, "lora", "output_tolerance"));
        StateDict.Load(Network, PeftWeights.Base(golden.Weights()));
        var adapters = golden.Config.TryGetProperty("lora", out var lora) && lora.ValueKind == JsonValueKind.Object ? lora.EnumerateObject() : default;
        foreach (var adapter in adapters)
        {
            CaseFields.RequireKnown(adapter.Value, adapter.Name, "r", "lora_alpha", "target_modules");
            Adapters.Add(adapter.Name, Read(adapter.Name, alpha ? adapter.Value.GetProperty("lora_alpha").GetDouble() : null));
        }

        if (!Network.Config.GuidanceEmbeds)
            return;
        Guidance = golden.OptionalInput("guidance") ?? Tensor.Full(
            [golden.Input("text").Size(0)], golden.Call.Number("guidance_scale") ?? 1);
    }

    public FluxTransformer Network { get; }

    public Dictionary<string, Adapter> Adapters { get; } = [];

    /// <summary>[B], the picture's guidance number; 1 where the case has none, as in training.</summary>
    public Tensor? Guidance { get; }

    public FluxText Text => new(
        _golden.Input("text"),
        _golden.OptionalInput("txt_ids") ?? FluxLatents.TextPositions(_golden.Input("text").Size(1)),
        _golden.OptionalInput("pooled"),
        Guidance);

    /// <summary>Conditions with their stored positions and the adapters that the call names.</summary>
    public ImageCondition[] Conditions => [.. Enumerable.Range(0, Count).Select(i =>
        new ImageCondition(_golden.Input($"cond_{i}"), _golden.Input($"cond_{i}_ids"), Named("cond_adapters", i)))];

    public int Count => _golden.Call.GetProperty("num_conditions").GetInt32();

    /// <summary>The adapters of text and picture, or null.</summary>
    public AdapterStack? Main => _golden.Call.TryGetProperty("main_adapter", out var name) ? Stack(Word(name)) : null;

    public AdapterStack? Stack(string? name) => name is null ? null : new((Adapters[name], 1));

    public AdapterStack? AllBut(IReadOnlyList<string> names)
    {
        var others = Adapters.Where(a => !names.Contains(a.Key)).Select(a => (a.Value, 1.0)).ToArray();
        return others.Length == 0 ? null : new(others);
    }

    public AdapterStack All => new([.. Adapters.Values.Select(a => (a, 1.0))]);

    /// <summary>All of them times alpha / rank, where it is not in the adapters.</summary>
    public AdapterStack Scaled => new([.. Adapters.Select(a => (a.Value, Trained(a.Key)))]);

    public void Dispose()
    {
        foreach (var adapter in Adapters.Values)
            adapter.Dispose();
        Network.Dispose();
    }

    private double Trained(string adapter)
    {
        var config = _golden.Config.GetProperty("lora").GetProperty(adapter);
        return config.GetProperty("lora_alpha").GetDouble() / config.GetProperty("r").GetDouble();
    }

    private static string? Word(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private AdapterStack? Named(string list, int index) =>
        _golden.Call.TryGetProperty(list, out var names) ? Stack(Word(names[index])) : null;

    private Adapter Read(string name, double? alpha)
    {
        using var source = PeftWeights.Adapter(_golden.Weights(), name);
        const string Down = ".lora_A.weight";
        var updates = source.Names.Where(n => n.EndsWith(Down, StringComparison.Ordinal)).ToDictionary(
            n => n[..^Down.Length],
            LayerUpdate (n) =>
            {
                var (a, b) = (source.ShapeOf(n), source.ShapeOf(n.Replace("lora_A", "lora_B", StringComparison.Ordinal)));
                return new LoraUpdate(a[1], b[0], a[0], alpha);
            });
        var adapter = new Adapter(name, Network, updates);
        StateDict.Load(adapter, source);
        return adapter;
    }
}
