using Atelier.Diffusion.Gaussian;
using Atelier.Torch;

namespace Atelier.Systems.LightGen;

/// <summary>Losses of the hidden tokens alone.</summary>
/// <param name="Losses">Of all rows, (sample, repeat, hidden token).</param>
/// <param name="Samples">B.</param>
public sealed record HiddenLosses(DiffusionLosses Losses, long Samples)
{
    /// <summary>Mean squared error of each sample. [B]</summary>
    public Tensor EachSample => Losses.SquaredError.Reshape(Samples, -1).Mean([1]);

    /// <summary>Predicted noise of each sample. [B, rows, token channels]</summary>
    public Tensor PredictedNoise => Losses.PredictedNoise.Reshape(Samples, -1, Losses.PredictedNoise.Size(1));
}
