using Atelier.Torch;

namespace Atelier.Systems.DyArtBank;

/// <summary>Style prompts as the text encoder answers them.</summary>
/// <param name="Vectors">What went in, without the encoder's positions. [B, P, N, C]</param>
/// <param name="States">After the final norm. [B, P, N, C]</param>
/// <param name="Pooled">The state at the end of each prompt. [B, P, C]</param>
public sealed record EncodedStylePrompts(Tensor Vectors, Tensor States, Tensor Pooled);
