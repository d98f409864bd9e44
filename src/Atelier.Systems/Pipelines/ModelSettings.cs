using System.Text.Json;

namespace Atelier.Systems.Pipelines;

/// <summary>Our own settings in a model's index, each checked where it is read.</summary>
/// <param name="index">The model.</param>
internal sealed class ModelSettings(ModelIndex index)
{
    /// <summary>A whole number; what is taken where it is left out need not be within the range.</summary>
    public int Whole(string name, int otherwise, int low, int high) =>
        Value(name) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= low && number <= high ? number
        : throw Wrong(name, value, $"a whole number from {low} to {high}");

    /// <summary>A number.</summary>
    public double Number(string name, double otherwise, double low, double high) =>
        Value(name) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && number >= low && number <= high ? number
        : throw Wrong(name, value, $"a number from {low} to {high}");

    /// <summary>One of some words, the first where it is left out.</summary>
    public string Word(string name, params string[] allowed) =>
        Value(name) is not { } value ? allowed[0]
        : value.ValueKind == JsonValueKind.String && allowed.Contains(value.GetString()) ? value.GetString()!
        : throw Wrong(name, value, string.Join(", ", allowed));

    private JsonElement? Value(string name) =>
        index.Settings.ValueKind == JsonValueKind.Object && index.Settings.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private RequestException Wrong(string name, JsonElement value, string allowed) =>
        new($"{index.Folder}: {name} is {value.GetRawText()} in model_index.json; allowed: {allowed}.");
}
