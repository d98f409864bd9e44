using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>One step of a walk, after it.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Count">Steps of the walk.</param>
/// <param name="Input">[branches B, in, h, w], what the network was given: unconditional, conditional, perturbed.</param>
/// <param name="Output">[branches B, out, h, w], what it answered.</param>
/// <param name="Latents">[B, C, h, w]</param>
/// <param name="Denoised">[B, C, h, w], the estimate of the clean latent.</param>
public sealed record LatentStep(int Index, int Count, Tensor Input, Tensor Output, Tensor Latents, Tensor Denoised);
