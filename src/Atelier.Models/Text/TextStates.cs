using Atelier.Torch;

namespace Atelier.Models.Text;

/// <summary>Encoded prompts, as a denoiser takes them.</summary>
/// <param name="Tokens">[B, N, C] one state a token; zeros at padding.</param>
/// <param name="Mask">[B, N] Boolean, true for a token, false for padding.</param>
/// <param name="Pooled">[B, C] one vector a prompt.</param>
public sealed record TextStates(Tensor Tokens, Tensor Mask, Tensor Pooled);
