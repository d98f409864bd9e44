using System.Globalization;
using System.Text.Json;

namespace Atelier.Diffusion.Configs;

/// <summary>Optional fields of a scheduler configuration; a missing or null field is the default.</summary>
internal static class JsonFields
{
    public static JsonElement? Field(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static double Number(this JsonElement json, string name, double otherwise) => json.Number(name) ?? otherwise;

    public static double? Number(this JsonElement json, string name) => json.Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value => value.GetDouble(),
        { ValueKind: JsonValueKind.String } value when double.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var number) => number,
        { } value => throw Other(name, value, "a number"),
    };

    public static int Integer(this JsonElement json, string name, int otherwise)
    {
        var number = json.Number(name, otherwise);
        return Math.Abs(number) <= int.MaxValue ? (int)number : throw Other(name, json.Field(name)!.Value, "a whole number");
    }

    public static bool Flag(this JsonElement json, string name, bool otherwise = false) => json.Field(name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Other(name, value, "true or false"),
    };

    public static string Word(this JsonElement json, string name, string otherwise) => json.Field(name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.String } value => value.GetString()!,
        { } value => throw Other(name, value, "a text"),
    };

    public static double[]? Numbers(this JsonElement json, string name) => json.Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number) => [.. list.EnumerateArray().Select(v => v.GetDouble())],
        { } value => throw Other(name, value, "a list of numbers"),
    };

    private static NotSupportedException Other(string name, JsonElement value, string wanted) => new($"{name} is {value.GetRawText()}; {wanted} is needed.");

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
