using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Atelier.Torch.Verification;

namespace Atelier.Models.UNet.Verification;

/// <summary>The weights at which a case of adapters recorded its outputs: <c>unet_on</c>, <c>unet_weighted</c>, ...</summary>
/// <remarks>
/// A field of the call or the config by the same name goes first, a number or a list. Else the notes say it, in the sentence that begins with
/// <c>*_NAME:</c>, as arguments of <c>set_adapters</c> and <c>fuse_lora</c>, or as "multiplier 0.5".
/// </remarks>
internal sealed partial class AdapterWeightWords(GoldenCase golden, IReadOnlyList<string> adapters)
{
    /// <summary>One weight for each adapter.</summary>
    /// <exception cref="NotSupportedException">Neither a field nor the notes tell the weights.</exception>
    public double[] Of(string name)
    {
        if (Field(name) is { } given)
            return [.. Spread(given)];
        var sentence = Sentence(name);
        if (SetAdapters().Match(sentence) is { Success: true } set)
            return Set(set);
        if (Multiplier().Match(sentence) is { Success: true } factor)
            return [.. Spread([Number(factor.Groups[1].ValueSpan)])];
        return name switch
        {
            "on" or "per_block" => [.. adapters.Select(_ => 1.0)],
            "off" => [.. adapters.Select(_ => 0.0)],
            _ => throw new NotSupportedException($"{golden.Path}: neither the call nor the notes say at which weights '{name}' was recorded."),
        };
    }

    /// <summary>One weight for each adapter at which the base weights were changed.</summary>
    /// <exception cref="NotSupportedException">Neither a field nor the notes tell the weights.</exception>
    public double[] Fused()
    {
        if (Field("fused") is { } given)
            return [.. Spread(given)];
        var sentence = Sentence("fused");
        var scale = FuseLora().Match(sentence) is { Success: true } fuse ? Number(fuse.Groups[1].ValueSpan) : 1;
        double[] active = SetAdapters().Match(sentence) is { Success: true } set ? Set(set)
            : ListedWeights().Match(sentence) is { Success: true } list ? [.. list.Groups[1].Value.Split('/').Select(n => Number(n))]
            : [.. adapters.Select(_ => 1.0)];
        return [.. Spread(active).Select(w => scale * w)];
    }

    private double[] Set(Match set)
    {
        var named = Word().Matches(set.Groups[1].Value).Select(m => m.Groups[1].Value).ToList();
        var weights = set.Groups[2].Success ? set.Groups[2].Value.Split(',').Select(n => Number(n)).ToList() : [.. named.Select(_ => 1.0)];
        return [.. adapters.Select(a => named.IndexOf(a) is >= 0 and var i ? weights[i] : adapters.Count == 1 ? weights[0] : 0)];
    }

    private double[]? Field(string name)
    {
        foreach (var json in new[] { golden.Call, golden.Config })
        {
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("weights", out var all) && all.ValueKind == JsonValueKind.Object && Numbers(all, name) is { } inner)
                return inner;
            if (Numbers(json, name) is { } own)
                return own;
        }

        return null;
    }

    private static double[]? Numbers(JsonElement json, string name) =>
        json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number ? [value.GetDouble()]
        : value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number) ? [.. value.EnumerateArray().Select(v => v.GetDouble())]
        : null;

    // One number is for all.
    private IEnumerable<double> Spread(double[] weights) => weights.Length == adapters.Count ? weights
        : weights.Length == 1 ? adapters.Select(_ => weights[0])
        : throw new NotSupportedException($"{golden.Path}: {weights.Length} weights are given for {adapters.Count} adapters.");

    private string Sentence(string name)
    {
        var notes = golden.Text("notes") ?? "";
        var start = notes.IndexOf($"*_{name}:", StringComparison.Ordinal);
        if (start < 0)
            return "";
        var end = notes.IndexOf("*_", start + 2, StringComparison.Ordinal);
        return end < 0 ? notes[start..] : notes[start..end];
    }

    private static double Number(ReadOnlySpan<char> text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"set_adapters\(\[([^\]]*)\](?:, \[([^\]]*)\])?\)")]
    private static partial Regex SetAdapters();

    [GeneratedRegex(@"['""]([^'""]+)['""]")]
    private static partial Regex Word();

    [GeneratedRegex(@"multiplier (-?[\d.]+\d)")]
    private static partial Regex Multiplier();

    [GeneratedRegex(@"fuse_lora\(lora_scale=(-?[\d.]+)\)")]
    private static partial Regex FuseLora();

    [GeneratedRegex(@"the (-?[\d.]+(?: / -?[\d.]+)+) weights")]
    private static partial Regex ListedWeights();
}
