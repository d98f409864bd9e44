using Atelier.Torch;

namespace Atelier.Models.Vision.Sam;

/// <summary>What Segment Anything answers.</summary>
/// <param name="Masks">[B, objects, masks, H / 4, W / 4] logits over the padded picture; above 0 is inside.</param>
/// <param name="Quality">[B, objects, masks] estimated overlap with the truth, about 0..1.</param>
public sealed record SamResult(Tensor Masks, Tensor Quality);
