using Atelier.Torch;

namespace Atelier.Models.Vision;

/// <summary>How well pictures and texts agree.</summary>
/// <param name="Images">[I, C] vectors of length one.</param>
/// <param name="Texts">[T, C] vectors of length one.</param>
/// <param name="Logits">[I, T] scaled cosines, as the network was trained to compare them.</param>
public sealed record ImageTextScores(Tensor Images, Tensor Texts, Tensor Logits);
