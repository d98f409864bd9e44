using Atelier.Imaging;
using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Removal;

/// <summary>What ReMOVE compared.</summary>
/// <param name="Score">Cosine of the two means, -1 to 1; higher is better.</param>
/// <param name="Foreground">Mean feature of the removed region. [C]</param>
/// <param name="Background">Mean feature of all else. [C]</param>
/// <param name="Region">The removed region on the grid of features.</param>
/// <param name="Picture">What the encoder saw.</param>
public sealed record ReMoveResult(double Score, Tensor Foreground, Tensor Background, Mask Region, Picture Picture);
