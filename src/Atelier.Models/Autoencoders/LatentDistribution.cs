using Atelier.Torch;

namespace Atelier.Models.Autoencoders;

/// <summary>What an encoder says of a picture: a normal distribution for each number of the latent.</summary>
/// <param name="Mean">[B, C, h, w]</param>
/// <param name="LogVariance">[B, C, h, w], within -30..20.</param>
public sealed record LatentDistribution(Tensor Mean, Tensor LogVariance)
{
    internal static LatentDistribution Of(Tensor moments)
    {
        var parts = moments.Chunk(2, 1);
        return new(parts[0], parts[1].Clamp(-30, 20));
    }

    /// <summary>A draw: mean plus standard deviation times standard normal noise of the same shape.</summary>
    public Tensor Sample(Tensor noise) => Mean.AddCMul(LogVariance.Mul(0.5).Exp(), noise);

    /// <summary>A draw with noise of a generator.</summary>
    public Tensor Sample(Generator generator) => Sample(Tensor.RandN(Mean.Shape, generator, Mean.Type, Mean.Device));

    /// <summary>Distance from the standard normal in nats, summed over each latent. [B]</summary>
    public Tensor Divergence() => (Mean.Square() + LogVariance.Exp() - 1 - LogVariance).Sum([1, 2, 3]) * 0.5;
}
