using Atelier.Torch;

namespace Atelier.Systems.LightGen;

/// <summary>The part of a picture that is filled in while the rest is known and seen from the start.</summary>
/// <param name="Tokens">Known tokens, [B, L, C]; what they hold inside the hole is not read.</param>
/// <param name="Size">Tokens of the hole, 1 to L: the first of each order.</param>
public sealed record MaskedHole(Tensor Tokens, int Size);
