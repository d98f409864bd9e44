using Atelier.Torch;

namespace Atelier.Diffusion.Gaussian;

/// <summary>The training loss of every row.</summary>
/// <param name="SquaredError">Mean square of what the network missed of its target, the noise or the velocity, [rows].</param>
/// <param name="Variational">Bound on the likelihood in bits per element, which trains the variance only, [rows].</param>
/// <param name="PredictedNoise">[rows, channels, ...].</param>
public readonly record struct DiffusionLosses(Tensor SquaredError, Tensor Variational, Tensor PredictedNoise)
{
    /// <summary>Both together, [rows].</summary>
    public Tensor Total => SquaredError + Variational;

    /// <summary>Mean of the total over the rows where the mask is 1.</summary>
    /// <param name="mask">[rows], 0 or 1.</param>
    public Tensor MaskedMean(Tensor mask) => (Total * mask).Sum() / mask.Sum();
}
