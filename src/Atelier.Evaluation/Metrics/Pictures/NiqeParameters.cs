using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Pictures;

/// <summary>What natural pictures look like to NIQE.</summary>
/// <param name="Mean">Mean features of pristine pictures, [36] or [1, 36].</param>
/// <param name="Covariance">Their covariance, [36, 36].</param>
/// <param name="Window">Weights of the local mean, [7, 7], adding up to 1.</param>
public sealed record NiqeParameters(Tensor Mean, Tensor Covariance, Tensor Window);
