using System.Text.Json;
using System.Text.Json.Nodes;
using Atelier.Models.Adapters;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion.Loras;

/// <summary>The header entry of an adapter that must be used as it was trained. A merge can only be used so where all of its files were trained alike.</summary>
public static class LoraRule
{
    /// <summary>Key of the entry, a JSON object.</summary>
    public const string Key = "atelier_control";

    // Not how an adapter is used: readers take it from the matrices.
    private const string Rank = "rank";

    /// <summary>The entry that all files have, or null where none has one.</summary>
    /// <exception cref="AdapterException">Only some have one, or two differ.</exception>
    internal static string? Common(IReadOnlyList<(string File, ITensorSource Source)> files)
    {
        var with = files.Where(f => f.Source.Metadata.ContainsKey(Key)).ToArray();
        if (with.Length == 0)
            return null;
        if (with.Length < files.Count)
        {
            var without = files.First(f => !f.Source.Metadata.ContainsKey(Key));
            throw new AdapterException(
                $"{with[0].File} carries a rule (header entry {Key}) that it must be used under, {without.File} has none; they cannot be merged.");
        }

        var first = Parse(with[0]);
        foreach (var file in with.Skip(1))
        {
            var other = Parse(file);
            var differing = first.Select(f => f.Key).Union(other.Select(f => f.Key)).Where(k => k != Rank && !JsonNode.DeepEquals(first[k], other[k]))
                .Select(k => $"{k} ({Text(first, k)} and {Text(other, k)})").ToArray();
            if (differing.Length > 0)
                throw new AdapterException($"{with[0].File} and {file.File} must be used under different rules (header entry {Key}) and cannot be merged: {string.Join(", ", differing)}.");
        }

        return with[0].Source.Metadata[Key];
    }

    private static JsonObject Parse((string File, ITensorSource Source) file)
    {
        try
        {
            return JsonNode.Parse(file.Source.Metadata[Key]) as JsonObject ?? throw new AdapterException($"{file.File}: the header entry {Key} is no JSON object.");
        }
        catch (JsonException error)
        {
            throw new AdapterException($"{file.File}: the header entry {Key} is no JSON: {error.Message}");
        }
    }

    private static string Text(JsonObject rule, string key) => rule.ContainsKey(key) ? rule[key]?.ToJsonString() ?? "null" : "nothing";
}
