using System.Text.Json;
using System.Text.RegularExpressions;

namespace Atelier.Imaging.Verification;

/// <summary>The configuration and the arrays of one case.</summary>
internal sealed class CaseInputs(JsonElement json, IReadOnlyDictionary<string, CaseArray> arrays)
{
    public JsonElement Config { get; } = json.GetProperty("config");

    /// <summary>Whether the case was recorded with Pillow 13 or newer, which resizes down first at times.</summary>
    public bool IsPillow13 { get; } =
        Regex.Match(json.GetProperty("library").GetString()!, @"Pillow (\d+)", RegexOptions.IgnoreCase) is { Success: true } match
        && int.Parse(match.Groups[1].Value) >= 13;

    public IReadOnlyList<CaseCall> Calls { get; } = json.GetProperty("config").TryGetProperty("calls", out var calls)
        ? [.. calls.EnumerateArray().Select(call => new CaseCall(call))]
        : [];

    public int[] Ints(string name) => [.. Config.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    public string[] Texts(string name) => [.. Config.GetProperty(name).EnumerateArray().Select(value => value.GetString()!)];

    public CaseArray this[string name] => arrays["in." + name];

    /// <summary>The named tolerance where there is one; whole numbers are exact else; the case's for the rest.</summary>
    public (double Absolute, double Relative) ToleranceOf(string output)
    {
        if (Config.TryGetProperty("output_tolerance", out var named) && named.TryGetProperty(output, out var value))
            return (value.GetDouble(), 0);
        if (arrays["out." + output].DType is "U8" or "BOOL" or "I16" or "I32" or "I64")
            return (0, 0);
        var tolerance = json.GetProperty("tolerance");
        return (tolerance.GetProperty("atol").GetDouble(), tolerance.GetProperty("rtol").GetDouble());
    }
}
