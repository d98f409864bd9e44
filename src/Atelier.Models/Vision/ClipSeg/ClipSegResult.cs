using Atelier.Torch;

namespace Atelier.Models.Vision.ClipSeg;

/// <summary>What CLIPSeg answers.</summary>
/// <param name="Logits">[B, H, W]; the sigmoid is the probability that a pixel belongs to what was asked for.</param>
/// <param name="Prompt">[B, C] the vector that was looked for.</param>
/// <param name="Reduced">The tap that enters each of the decoder's layers, before the sum. [B, N, C]</param>
/// <param name="Layers">What leaves each of the decoder's layers. [B, N, C]</param>
public sealed record ClipSegResult(Tensor Logits, Tensor Prompt, IReadOnlyList<Tensor> Reduced, IReadOnlyList<Tensor> Layers);
