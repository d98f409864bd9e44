using Atelier.Torch;

namespace Atelier.Training.Objectives;

/// <summary>Weights of the flow-matching loss by noise level. (Esser et al. 2024, arXiv 2403.03206)</summary>
public static class LossWeighting
{
    /// <summary>The weight of each noise level by name: <c>sigma_sqrt</c>, <c>cosmap</c>, or 1 for <c>none</c> and the densities.</summary>
    /// <exception cref="ArgumentException">The name is another.</exception>
    public static Tensor Weights(string name, Tensor sigma) => name switch
    {
        "sigma_sqrt" => sigma.Pow(-2),
        "cosmap" => 2 / (Math.PI * (1 - 2 * sigma + 2 * sigma.Square())),
        "none" or "logit_normal" or "mode" or "uniform" => sigma.OnesLike(),
        _ => throw new ArgumentException($"The loss weighting is '{name}'; allowed: none, sigma_sqrt, cosmap."),
    };
}
