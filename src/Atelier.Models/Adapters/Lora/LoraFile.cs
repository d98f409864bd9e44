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
        (new(@"\.lora_mid\.weight$"), (e, key) => e.Mid = key),
        (new(@"\.(hada_(w[12]_[ab]|t[12])|lokr_(w[12](_[ab])?|t2))$"), (e, key) => e.Factors.Add(key[(key.LastIndexOf('.') + 1)..], key)),
        (new(@"\.alpha$"), (e, key) => e.Alpha = key),
        (new(@"\.lora_magnitude_vector(\.[^.]+)*$"), (e, key) => e.Magnitude = key),
    ];

    // Changes that cannot be left out without another result.
    private static readonly (string Suffix, string Kind)[] Refused =
    [
        (".oft_diag", "OFT"), (".oft_blocks", "OFT"), (".boft_blocks", "BOFT"), (".on_input", "IA3"), (".a1.weight", "GLoRA"), (".b1.weight", "GLoRA"),
        (".dora_scale", "LyCORIS DoRA"), (".lokr_t1", "LoKr with a core in its first factor"), (".vera_lambda_b", "VeRA"), (".lora_latent_mapper.weight", "LoRA-XS"),
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
            if (Refused.FirstOrDefault(r => key.EndsWith(r.Suffix, StringComparison.Ordinal)) is { Kind: { } kind })
                throw new AdapterException($"{source.Path}: '{key}' belongs to a {kind} adapter; LoRA, LoCon, DoRA (PEFT), LoHa and LoKr can be read.");
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
            if (entry.Factors.Count == 0 && (entry.Down is null || entry.Up is null))
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
