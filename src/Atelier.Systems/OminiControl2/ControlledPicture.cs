using Atelier.Systems.OminiControl2.Costs;
using Atelier.Systems.TextToImage;

namespace Atelier.Systems.OminiControl2;

/// <summary>One finished picture, and what its conditions cost.</summary>
/// <param name="Painted">The picture with its parameters.</param>
/// <param name="Request">The request, as it was carried out.</param>
/// <param name="Cost">Counted products.</param>
/// <param name="Computed">Conditions whose features were computed for it; those of earlier pictures were used again.</param>
public sealed record ControlledPicture(PaintedPicture Painted, OminiControl2Request Request, ConditionCost Cost, int Computed);
