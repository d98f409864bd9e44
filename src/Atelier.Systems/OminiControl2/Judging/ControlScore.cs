using Atelier.Systems.OminiControl2.Adapters;

namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>A mean over scenes.</summary>
/// <param name="Task">The task.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Variant">Which adapter; or ceiling (the scenes themselves), floor (no condition) or named.</param>
/// <param name="Value">The mean.</param>
public sealed record ControlScore(ControlTask Task, string Metric, string Variant, double Value)
{
    /// <summary>The scenes themselves.</summary>
    public const string Ceiling = "ceiling";

    /// <summary>The same prompts and seeds without a condition.</summary>
    public const string Floor = "floor";

    /// <summary>Subjects: no condition either, but its name in the prompt.</summary>
    public const string Named = "named";
}
