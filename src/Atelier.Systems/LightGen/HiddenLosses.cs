using Atelier.Diffusion.Gaussian;
using Atelier.Torch;

namespace Atelier.Systems.LightGen;

/// <summary>Losses of the hidden tokens alone.</summary>
/// <param name="Losses">Of all rows, (sample, repeat, hidden token).</param>
/// <param name="Conditions">What the network gave the head for each hidden token. [B, hidden, D]</param>
/// <param name="Places">Where they are. [B, hidden]</param>
/// <param name="Noise">What was mixed in. [B, rows, token channels]</param>
public sealed record HiddenLosses(DiffusionLosses Losses, Tensor Conditions, Tensor Places, Tensor Noise)
{
    /// <summary>Mean squared error of each sample, of the noise or of the velocity as the head answers. [B]</summary>
    public Tensor EachSample => Losses.SquaredError.Reshape(Conditions.Size(0), -1).Mean([1]);

    /// <summary>Mean squared error of the noise of each sample, which heads of both kinds can be compared by. [B]</summary>
    public Tensor NoiseErrors => (PredictedNoise - Noise).Square().Flatten(1).Mean([1]);

    /// <summary>Predicted noise of each sample. [B, rows, token channels]</summary>
    public Tensor PredictedNoise => Losses.PredictedNoise.Reshape(Conditions.Size(0), -1, Losses.PredictedNoise.Size(1));
}
