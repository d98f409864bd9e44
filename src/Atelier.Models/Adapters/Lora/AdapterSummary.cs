using System.Text.RegularExpressions;
using Atelier.Torch.Weights;

namespace Atelier.Models.Adapters.Lora;

/// <summary>What an adapter file holds, whatever its dialect and its network.</summary>
/// <param name="Kind">Such as LoRA, DoRA or LoHa; several joined by "and".</param>
/// <param name="Layers">Layers that it changes.</param>
/// <param name="Ranks">Ranks that occur, the smallest first; none where all factors are full matrices.</param>
/// <param name="Scales">Factors of a change at weight 1 (alpha / rank) that occur; null if values were not read.</param>
/// <param name="Targets">Numbers of layers by name, with * for the numbers in it.</param>
public sealed partial record AdapterSummary(
    string Kind, int Layers, IReadOnlyList<long> Ranks, IReadOnlyList<double>? Scales, IReadOnlyDictionary<string, int> Targets)
{
    /// <summary>The summary of a file, or null where nothing in it is named as an adapter.</summary>
    /// <param name="source">The file.</param>
    /// <param name="values">Whether alphas are read; needs libtorch.</param>
    /// <exception cref="AdapterException">It is an adapter that cannot be read, or half of a layer is missing.</exception>
    public static AdapterSummary? Of(ITensorSource source, bool values = true)
    {
        if (!source.Names.Any(n => AdapterName().IsMatch(n)))
            return null;
        var file = new LoraFile(source);
        var ranks = file.Entries.ToDictionary(e => e.Key, e => RankOf(source, e.Value));
        return new(
            string.Join(" and ", file.Entries.Values.Select(e => KindOf(source, e)).Distinct().Order(StringComparer.Ordinal)),
            file.Entries.Count,
            [.. ranks.Values.OfType<long>().Distinct().Order()],
            values ? [.. ranks.Select(r => Math.Round(file.ScaleOf(r.Key, r.Value ?? 1), 6)).Distinct().Order()] : null,
            file.Entries.Keys.GroupBy(k => Number().Replace(k, "*")).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count()));
    }

    private static long? RankOf(ITensorSource source, LoraEntry entry)
    {
        if (entry.Down is { } down)
            return source.ShapeOf(down)[0];
        var key = entry.Factors.GetValueOrDefault("hada_w1_b") ?? entry.Factors.GetValueOrDefault("lokr_w2_b") ?? entry.Factors.GetValueOrDefault("lokr_w1_b");
        return key is null ? null : source.ShapeOf(key)[0];
    }

    private static string KindOf(ITensorSource source, LoraEntry entry) =>
        entry.Factors.Keys.Any(k => k.StartsWith("hada", StringComparison.Ordinal)) ? "LoHa"
        : entry.Factors.Count > 0 ? "LoKr"
        : entry.Magnitude is not null ? "DoRA"
        : entry.Mid is not null || source.ShapeOf(entry.Down!).Skip(2).Any(s => s > 1) ? "LoCon"
        : "LoRA";

    [GeneratedRegex(@"lora_|\.lora\.|_lora\d?\.|hada_|lokr_|\.oft_|\.boft_|\.on_input$|vera_lambda|dora_scale")]
    private static partial Regex AdapterName();

    [GeneratedRegex(@"(?<=[._])\d+(?=[._]|$)")]
    private static partial Regex Number();
}
