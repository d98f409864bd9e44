using Atelier.Torch;

namespace Atelier.Models.Adapters;

/// <summary>A layer's call with one of its adapters.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Input">What came in.</param>
/// <param name="Plain">What the layer alone gives.</param>
/// <param name="Output">What the layer and the adapters before give.</param>
/// <param name="Weight">Weight of this adapter.</param>
public sealed record AdaptedCall(Module Layer, Tensor Input, Tensor Plain, Tensor Output, double Weight);
