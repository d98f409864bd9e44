using Atelier.Torch;

namespace Atelier.Training.Mini.Latents;

/// <summary>One encoded scene; its tensors belong to the caller's scope.</summary>
/// <param name="Captions">Of the plain picture; may be empty.</param>
/// <param name="MayMirror">Whether the mirrored picture may be used.</param>
/// <param name="Latents">Plain and mirrored. [2, C, h, w], half precision</param>
/// <param name="Classes">[2, tokens], Int16</param>
/// <param name="Colours">[2, tokens], Int16</param>
/// <param name="Depths">[2, tokens]</param>
public sealed record LatentScene(
    IReadOnlyList<LatentCaption> Captions, bool MayMirror, Tensor Latents, Tensor Classes, Tensor Colours, Tensor Depths);
