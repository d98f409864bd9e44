using System.Globalization;
using System.Text.Json;

namespace Atelier.Diffusion.Configs;

/// <summary>Optional fields of a scheduler configuration; a missing or null field is the default.</summary>
internal static class JsonFields
{
    public static JsonElement? Field(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static double Number(this JsonElement json, string name, double otherwise) => json.Number(name) ?? otherwise;

    public static double? Number(this JsonElement json, string name) => json.Field(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble();

    public static int Integer(this JsonElement json, string name, int otherwise) => (int)json.Number(name, otherwise);

    public static bool Flag(this JsonElement json, string name, bool otherwise = false) => json.Field(name)?.GetBoolean() ?? otherwise;

    public static string Word(this JsonElement json, string name, string otherwise) => json.Field(name)?.GetString() ?? otherwise;

    public static double[]? Numbers(this JsonElement json, string name) =>
        json.Field(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(v => v.GetDouble())] : null;

    /// <summary>The value that a word of the reference stands for.</summary>
    /// <exception cref="NotSupportedException">The word is none of the table's.</exception>
    public static T Choice<T>(this JsonElement json, string name, string otherwise, params (string Word, T Value)[] table)
    {
        var word = json.Word(name, otherwise);
        foreach (var (known, value) in table)
        {
            if (known == word)
                return value;
        }

        throw new NotSupportedException($"{name} '{word}' is unknown; known are {string.Join(", ", table.Select(t => t.Word))}.");
    }
}
