using Atelier.Torch;

namespace Atelier.Training.Mini.Latents;

/// <summary>Tensors of several scenes, one side of each.</summary>
/// <param name="Latents">[B, C, h, w], half precision</param>
/// <param name="Classes">[B, tokens], Int16</param>
/// <param name="Colours">[B, tokens], Int16</param>
/// <param name="Depths">[B, tokens]</param>
public sealed record LatentRows(Tensor Latents, Tensor Classes, Tensor Colours, Tensor Depths);
