using System.Text.Json;

namespace Atelier.Imaging.Verification;

/// <summary>One entry of <c>config.calls</c>.</summary>
internal sealed class CaseCall(JsonElement json)
{
    public string Output => Text("out");

    public string Input => Text("in");

    public bool Has(string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public string Text(string name) => json.GetProperty(name).GetString()!;

    public string Text(string name, string otherwise) => Has(name) ? Text(name) : otherwise;

    public int Int(string name) => json.GetProperty(name).GetInt32();

    public int Int(string name, int otherwise) => Has(name) ? Int(name) : otherwise;

    public double Number(string name, double otherwise) => Has(name) ? json.GetProperty(name).GetDouble() : otherwise;

    public bool Flag(string name, bool otherwise) => Has(name) ? json.GetProperty(name).GetBoolean() : otherwise;

    public int[] Ints(string name) => [.. json.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    public double[] Numbers(string name) => [.. json.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    public CaseCall Part(string name) => new(json.GetProperty(name));
}
