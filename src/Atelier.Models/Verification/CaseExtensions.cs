using System.Text.Json;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Verification;

/// <summary>What runners of recorded cases share.</summary>
internal static class CaseExtensions
{
    /// <summary>Compares an output where the case recorded it.</summary>
    public static void CheckIfRecorded(this CaseReport report, GoldenCase golden, string output, Func<Tensor> make)
    {
        if (golden.HasOutput(output))
            report.Check(output, make());
    }

    /// <summary>An argument of the call that is not a tensor (<c>call.arguments</c>), or null.</summary>
    public static JsonElement? Setting(this GoldenCase golden, string name) =>
        golden.Call.ValueKind == JsonValueKind.Object && golden.Call.TryGetProperty("arguments", out var arguments) &&
        arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    /// <summary>A whole number of a JSON object.</summary>
    public static int Int(this JsonElement json, string name, int otherwise) => json.Number(name) is { } value ? (int)value : otherwise;

    /// <summary>A number of a JSON object.</summary>
    public static double Double(this JsonElement json, string name, double otherwise) => json.Number(name) ?? otherwise;

    /// <summary>A truth value of a JSON object.</summary>
    public static bool Bool(this JsonElement json, string name, bool otherwise) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : otherwise;

    /// <summary>A word of a JSON object.</summary>
    public static string? Word(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A list of whole numbers of a JSON object; one number is a list of one.</summary>
    public static int[]? Ints(this JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.Array => [.. value.EnumerateArray().Select(v => v.GetInt32())],
            JsonValueKind.Number => [value.GetInt32()],
            _ => null,
        };
    }

    private static double? Number(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : null;
}
