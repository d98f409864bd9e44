using System.Text.Json;

namespace Atelier.Imaging.Verification;

/// <summary>One entry of <c>config.calls</c>; it remembers what was asked, so that an argument that nobody reads shows.</summary>
internal sealed class CaseCall(JsonElement json)
{
    private readonly HashSet<string> _asked = ["out", "in", "do"];
    private readonly List<CaseCall> _parts = [];

    public string Output => Text("out");

    public string Input => Text("in");

    /// <summary>Arguments that say something and were not read.</summary>
    public IEnumerable<string> Unread => json.EnumerateObject()
        .Where(a => a.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False) && !_asked.Contains(a.Name))
        .Select(a => a.Name).Concat(_parts.SelectMany(p => p.Unread));

    public bool Has(string name) => Find(name) is { ValueKind: not JsonValueKind.Null };

    public string Text(string name) => Value(name).GetString()!;

    public string Text(string name, string otherwise) => Has(name) ? Text(name) : otherwise;

    public int Int(string name) => Value(name).GetInt32();

    public int Int(string name, int otherwise) => Has(name) ? Int(name) : otherwise;

    public double Number(string name, double otherwise) => Has(name) ? Value(name).GetDouble() : otherwise;

    public bool Flag(string name, bool otherwise) => Has(name) ? Value(name).GetBoolean() : otherwise;

    public int[] Ints(string name) => [.. Value(name).EnumerateArray().Select(value => value.GetInt32())];

    public double[] Numbers(string name) => [.. Value(name).EnumerateArray().Select(value => value.GetDouble())];

    public CaseCall Part(string name)
    {
        var part = new CaseCall(Value(name));
        _parts.Add(part);
        return part;
    }

    private JsonElement? Find(string name)
    {
        _asked.Add(name);
        return json.TryGetProperty(name, out var value) ? value : null;
    }

    private JsonElement Value(string name) => Find(name) ?? throw new KeyNotFoundException($"The call has no argument '{name}'.");
}
