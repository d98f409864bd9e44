using Atelier.Torch;

namespace Atelier.Models.Vision.Depth;

/// <summary>What a depth network answers.</summary>
/// <param name="Depth">[B, H, W], metres or, for relative networks, something that grows towards the camera.</param>
/// <param name="BeforeActivation">[B, 1, H, W] what entered the last activation.</param>
/// <param name="Fused">Maps of the neck, deepest first. [B, C, h, w]</param>
public sealed record DepthMap(Tensor Depth, Tensor BeforeActivation, IReadOnlyList<Tensor> Fused);
