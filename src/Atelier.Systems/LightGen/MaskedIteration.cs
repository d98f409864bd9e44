using Atelier.Models.Mar;
using Atelier.Torch;

namespace Atelier.Systems.LightGen;

/// <summary>What one iteration of a masked model did; its tensors live until the observer returns.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Mask">What was hidden before it; under guidance for both halves of the batch.</param>
/// <param name="Conditions">Of the tokens drawn, the unconditional ones second.</param>
/// <param name="Guidance">Strength.</param>
/// <param name="Sampled">What the diffusion head gave, for all conditions.</param>
/// <param name="Tokens">All tokens after it, [B, L, C]; zeros where still hidden.</param>
public sealed record MaskedIteration(int Index, TokenMask Mask, Tensor Conditions, double Guidance, Tensor Sampled, Tensor Tokens);
