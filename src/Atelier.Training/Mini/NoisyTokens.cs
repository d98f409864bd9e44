using Atelier.Torch;
using Atelier.Training.Objectives;

namespace Atelier.Training.Mini;

/// <summary>Noisy tokens of some scenes on the device.</summary>
internal sealed record NoisyTokens
{
    /// <summary>Noises packed latents.</summary>
    /// <param name="data">[B, N, 4 C]</param>
    /// <param name="sigma">Noise levels, [B].</param>
    /// <param name="random">Draws the noise.</param>
    /// <param name="device">Where it is wanted.</param>
    public NoisyTokens(Tensor data, Tensor sigma, Generator random, Device device)
    {
        Sigma = sigma.To(device);
        Tokens = FlowMatching.Noisy(data.To(device), Tensor.RandN(data.Shape, random).To(device), Sigma);
    }

    /// <summary>[B, N, 4 C]</summary>
    public Tensor Tokens { get; }

    /// <summary>[B]</summary>
    public Tensor Sigma { get; }
}
