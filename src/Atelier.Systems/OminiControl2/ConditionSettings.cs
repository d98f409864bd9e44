using Atelier.Models.Adapters;

namespace Atelier.Systems.OminiControl2;

/// <summary>How conditions take part in the denoising.</summary>
public sealed record ConditionSettings
{
    /// <summary>What conditions see that do not say it themselves.</summary>
    public ConditionSight Sight { get; init; }

    /// <summary>
    /// Steps between two computations of the conditions; their keys and values are seen again in between. 1 computes them at every step;
    /// <see cref="int.MaxValue"/> once. Exact with <see cref="ConditionSight.Independent"/> only.
    /// </summary>
    public int RefreshEvery { get; init; } = 1;

    /// <summary>Guidance number of the conditions; the picture's if null. Networks without a guidance input ignore it.</summary>
    public double? Guidance { get; init; } = 1;

    /// <summary>
    /// Adds the gated attention of each condition to the picture as well, in double blocks; conditions then have as many tokens as the
    /// picture and are computed at every step.
    /// </summary>
    public bool SharesAttention { get; init; }

    /// <summary>Adapters on text and picture, for a style beside the conditions.</summary>
    public AdapterStack? MainAdapters { get; init; }

    /// <summary>Compute once, see everywhere: OminiControl2's feature reuse.</summary>
    public static ConditionSettings Reuse { get; } = new() { Sight = ConditionSight.Independent, RefreshEvery = int.MaxValue };
}
