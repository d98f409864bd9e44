using System.Globalization;
using Atelier.Systems.OminiControl2.Adapters;

namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>What sets an adapter apart from others of its task.</summary>
public static class ControlVariant
{
    /// <summary>Such as "joint", the mode of OminiControl, or "independent, R 2", the whole of OminiControl2.</summary>
    public static string Of(ControlRule rule)
    {
        var plain = new ControlRule();
        var words = new List<string> { rule.Independent ? "independent" : "joint" };
        if (rule.Scale != plain.Scale)
            words.Add($"R {rule.Scale}");
        if (rule.Pruned)
            words.Add(rule.KeepShare is { } share ? string.Create(CultureInfo.InvariantCulture, $"pruned to {share:P0}") : "pruned");
        if (rule.Integrated)
            words.Add("known patches");
        if (rule.Rank != plain.Rank)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"rank {rule.Rank}"));
        if (rule.Modules != plain.Modules)
            words.Add(rule.Modules.ToString().ToLowerInvariant());
        if (rule.Tasks.Count > 2)
            words.Add("shared");
        return string.Join(", ", words);
    }
}
