using System.Text.Json;
using System.Text.RegularExpressions;
using Atelier.Torch.Weights;

namespace Atelier.Models.Adapters.Lora;

/// <summary>Alphas that a file's header carries as JSON, under keys that begin with the part's name (<c>transformer.lora_alpha</c>).</summary>
internal sealed class LoraMetadata
{
    /// <summary>The header entry.</summary>
    public const string Key = "lora_adapter_metadata";
    private readonly Dictionary<string, JsonElement> _fields;

    private LoraMetadata(Dictionary<string, JsonElement> fields) => _fields = fields;

    public static LoraMetadata? Read(ITensorSource source)
    {
        if (!source.Metadata.TryGetValue(Key, out var text))
            return null;
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? new(json.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Clone()))
                : throw new AdapterException($"{source.Path}: the header entry {Key} is no JSON object.");
        }
        catch (JsonException error)
        {
            throw new AdapterException($"{source.Path}: the header entry {Key} is no JSON: {error.Message}");
        }
    }

    /// <summary>alpha / rank of a layer (or over the root of the rank where the header says so), or null where nothing is said.</summary>
    public double? ScaleOf(string layer, long rank)
    {
        var part = layer[..(layer.IndexOf('.', StringComparison.Ordinal) + 1)];
        if (!_fields.TryGetValue($"{part}lora_alpha", out var common) || common.ValueKind != JsonValueKind.Number)
            return null;
        var alpha = Pattern($"{part}alpha_pattern", layer[part.Length..]) ?? common.GetDouble();
        var stabilised = _fields.TryGetValue($"{part}use_rslora", out var root) && root.ValueKind == JsonValueKind.True;
        return alpha / (stabilised ? Math.Sqrt(rank) : rank);
    }

    // A pattern names a layer by its whole name, its end, or a regular expression of them.
    private double? Pattern(string field, string layer)
    {
        if (!_fields.TryGetValue(field, out var patterns) || patterns.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var pattern in patterns.EnumerateObject())
        {
            if (Regex.IsMatch(layer, $@"^(.*\.)?({pattern.Name})$", RegexOptions.None, TimeSpan.FromSeconds(1)))
                return pattern.Value.GetDouble();
        }

        return null;
    }
}
