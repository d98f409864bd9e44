using Atelier.Torch;

namespace Atelier.Models.Vision.Sam;

/// <summary>All masks of the decoder, the single one first.</summary>
/// <param name="Masks">[B, objects, masks, 4 rows, 4 columns] logits.</param>
/// <param name="Quality">[B, objects, masks] estimated overlap with the truth.</param>
/// <param name="Tokens">[B, objects, N, C] tokens after the transformer.</param>
/// <param name="Image">[B objects, 1, rows columns, C] image after the transformer.</param>
internal sealed record SamDecoded(Tensor Masks, Tensor Quality, Tensor Tokens, Tensor Image);
