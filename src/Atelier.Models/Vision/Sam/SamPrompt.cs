using Atelier.Torch;

namespace Atelier.Models.Vision.Sam;

/// <summary>What to segment: points, boxes, a coarse mask, or several of them, in pixels of the padded picture.</summary>
/// <param name="Points">[B, objects, points, 2] x, y.</param>
/// <param name="Labels">[B, objects, points]: 1 inside, 0 outside, -1 not a point, -10 nothing; 1 everywhere if left out.</param>
/// <param name="Boxes">[B, objects, 4] left, top, right, bottom.</param>
/// <param name="Masks">[B, 1, 4 rows, 4 columns] logits of an earlier answer.</param>
public sealed record SamPrompt(Tensor? Points = null, Tensor? Labels = null, Tensor? Boxes = null, Tensor? Masks = null);
