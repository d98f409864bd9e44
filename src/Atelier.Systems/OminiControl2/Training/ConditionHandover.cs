using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Training;

/// <summary>
/// Leads an adapter from conditions that it follows to others: their tokens are mixed, and the share of the old ones shrinks to nothing.
/// Edges, depth and kinds look unlike the picture; learned from nothing, they are first looked past, and then have no gradient.
/// </summary>
public sealed record ConditionHandover
{
    /// <summary>The task that the adapter follows at the start.</summary>
    public ControlTask From { get; init; } = ControlTask.Colourise;

    /// <summary>Steps until only the trained tasks are left.</summary>
    public required long Steps { get; init; }

    /// <summary>Shares of the new conditions: uniform between the progress of the handover and 1, so that they are seen alone from the start. [count, 1, 1], or null when it is over.</summary>
    internal Tensor? Shares(long step, int count, Generator random)
    {
        if (step >= Steps)
            return null;
        var least = (double)step / Steps;
        return (Tensor.Rand([count, 1, 1], random) * (1 - least)) + least;
    }
}
