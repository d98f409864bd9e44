using System.Text.RegularExpressions;
using Atelier.Torch.Weights;

namespace Atelier.Models.Adapters.Lora;

/// <summary>An adapter file of any low-rank dialect, sorted by the layers that it names in its own way.</summary>
internal sealed class LoraFile
{
    private static readonly (Regex Suffix, Action<LoraEntry, string> Set)[] Kinds =
    [
        (new(@"\.(lora_down|lora_A(\.[^.]+)?|lora\.down|lora_linear_layer\.down|down)\.weight$"), (e, key) => e.Down = key),
        (new(@"\.(lora_up|lora_B(\.[^.]+)?|lora\.up|lora_linear_layer\.up|up)\.weight$"), (e, key) => e.Up = key),
        (new(@"\.(lora_up|lora_B(\.[^.]+)?)\.bias$"), (e, key) => e.Bias = key),
        (new(@"\.alpha$"), (e, key) => e.Alpha = key),
        (new(@"\.lora_magnitude_vector(\.[^.]+)*$"), (e, key) => e.Magnitude = key),
    ];

    private readonly ITensorSource _source;
    private readonly Dictionary<string, LoraEntry> _entries = [];

    public LoraFile(ITensorSource source)
    {
        _source = source;
        Alphas = LoraMetadata.Read(source);
        var others = new List<string>();
        foreach (var key in source.Names.Order(StringComparer.Ordinal))
        {
            var (layer, set) = Kind(key);
            if (set is null)
            {
                others.Add(key);
                continue;
            }

            if (!_entries.TryGetValue(layer, out var entry))
                _entries.Add(layer, entry = new());
            set(entry, key);
        }

        Others = others;
        foreach (var (layer, entry) in _entries)
        {
            if (entry.Down is null || entry.Up is null)
                throw new AdapterException($"{source.Path}: '{layer}' has {(entry.Down is null ? "no down (A)" : "no up (B)")} matrix.");
        }

        if (_entries.Count == 0)
            throw new AdapterException($"{source.Path} holds no low-rank adapter: none of its {source.Names.Count} tensors has a name of one.");
    }

    /// <summary>Layers in the file's own names.</summary>
    public IReadOnlyDictionary<string, LoraEntry> Entries => _entries;

    /// <summary>Keys that are no part of a low-rank change.</summary>
    public IReadOnlyList<string> Others { get; }

    /// <summary>What the header says of alphas.</summary>
    public LoraMetadata? Alphas { get; }

    /// <summary>The factor of a layer's change at weight 1.</summary>
    public double ScaleOf(string layer, long rank)
    {
        if (_entries[layer].Alpha is { } key)
        {
            using var alpha = _source.Read(key);
            return alpha.Item() / rank;
        }

        return Alphas?.ScaleOf(layer, rank) ?? 1;
    }

    private static (string Layer, Action<LoraEntry, string>? Set) Kind(string key)
    {
        foreach (var (suffix, set) in Kinds)
        {
            if (suffix.Match(key) is { Success: true } match)
                return (key[..match.Index], set);
        }

        return (key, null);
    }
}
