using Atelier.Models.Streams;

namespace Atelier.Systems.OminiControl2.Painting;

/// <summary>What rows of a call see at every step.</summary>
/// <param name="Rows">Which rows.</param>
/// <param name="Conditions">Their conditions.</param>
/// <param name="Features">Features of each condition, computed before; null for those, or where all are, computed in the steps.</param>
/// <param name="Joined">Those of the features that were joined for this run and are freed with it; null for none.</param>
internal sealed record ControlRun(
    ControlRows Rows, IReadOnlyList<ImageCondition> Conditions, IReadOnlyList<CachedStream?>? Features = null, IReadOnlyList<CachedStream>? Joined = null) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var stream in Joined ?? [])
            stream.Dispose();
    }
}
