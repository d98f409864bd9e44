using System.Globalization;
using Atelier.Systems.OminiControl2.Adapters;

namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>What sets an adapter apart from others of its task.</summary>
public static class ControlVariant
{
    /// <summary>The names of several: those that were trained under one rule have their files' names, and numbers where these are the same, too.</summary>
    public static IReadOnlyDictionary<ControlAdapter, string> Of(IReadOnlyList<ControlAdapter> adapters)
    {
        ArgumentNullException.ThrowIfNull(adapters);
        var names = new Dictionary<ControlAdapter, string>();
        foreach (var alike in adapters.GroupBy(a => Of(a.Rule)))
        {
            foreach (var (adapter, k) in alike.Select((a, k) => (a, k)))
            {
                var file = alike.Count(a => a.Name == adapter.Name) > 1 ? $"{adapter.Name} {k + 1}" : adapter.Name;
                names[adapter] = alike.Count() > 1 ? $"{alike.Key} ({file})" : alike.Key;
            }
        }

        return names;
    }

    /// <summary>Such as "joint, rank 4", the mode of OminiControl, or "independent, R 2, rank 4", the whole of OminiControl2.</summary>
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
        words.Add(string.Create(CultureInfo.InvariantCulture, $"rank {rule.Rank}"));
        if (rule.Modules != plain.Modules)
            words.Add(rule.Modules.ToString().ToLowerInvariant());
        if (rule.Tasks.Count > 2)
            words.Add("shared");
        return string.Join(", ", words);
    }
}
