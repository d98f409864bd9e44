using Atelier.Torch.Weights;

namespace Atelier.Models.Dialects;

/// <summary>What a file puts before the names of a network.</summary>
internal static class Prefixes
{
    /// <summary>The prefix before a name that every file of the dialect has; null where no tensor is called so.</summary>
    /// <param name="source">The file.</param>
    /// <param name="marker">The name without prefix.</param>
    /// <param name="preferred">The prefix to take where there are several.</param>
    public static string? Find(ITensorSource source, string marker, string preferred = "")
    {
        var found = source.Names.Where(n => n.EndsWith(marker, StringComparison.Ordinal) && (n.Length == marker.Length || n[^(marker.Length + 1)] == '.'))
            .Select(n => n[..^marker.Length]).Order(StringComparer.Ordinal).ToArray();
        return found.Length == 0 ? null : found.Contains(preferred) ? preferred : found[0];
    }
}
