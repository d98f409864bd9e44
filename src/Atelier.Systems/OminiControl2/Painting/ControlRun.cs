using Atelier.Models.Streams;

namespace Atelier.Systems.OminiControl2.Painting;

/// <summary>What rows of a call see at every step.</summary>
/// <param name="Rows">Which rows.</param>
/// <param name="Conditions">Their conditions.</param>
/// <param name="Features">Features of the conditions, computed before; null where they are computed in the steps.</param>
internal sealed record ControlRun(ControlRows Rows, IReadOnlyList<ImageCondition> Conditions, IReadOnlyList<CachedStream>? Features = null);
