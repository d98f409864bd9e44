using Atelier.Models.Autoencoders;
using Atelier.Models.UNet;
using Atelier.Torch;

namespace Atelier.Benchmarks.Workloads;

/// <summary>The networks of Stable Diffusion 1.5 as they are when a picture is made, with random weights.</summary>
internal static class StableDiffusionNetworks
{
    private const int Stride = 8;
    private const int TextLength = 77;

    /// <summary>One call of the UNet for a picture of this side.</summary>
    public static (Module Network, Func<Tensor> Step) UNet(int side)
    {
        using var generator = new Generator(0);
        var config = UNetConfig.StableDiffusion15;
        var network = new UNetModel(config);
        Fill(network, generator);
        var inputs = new UNetInputs(
            Tensor.RandN([1, config.InChannels, side / Stride, side / Stride], generator),
            Tensor.From([500L], 1),
            Tensor.RandN([1, TextLength, config.CrossAttentionDim[0]], generator));
        return (network, () => network.Forward(inputs));
    }

    /// <summary>One picture of this side from its latent.</summary>
    public static (Module Network, Func<Tensor> Step) Decoder(int side)
    {
        using var generator = new Generator(0);
        var network = new AutoencoderKL(AutoencoderKLConfig.StableDiffusion);
        Fill(network, generator);
        var latent = Tensor.RandN([1, network.Config.LatentChannels, side / Stride, side / Stride], generator);
        return (network, () => network.Decode(latent));
    }

    private static void Fill(Module network, Generator generator)
    {
        // One type at a time, so that no more than a parameter is there twice.
        foreach (var (_, parameter) in network.Parameters())
        {
            using var scope = Tensor.Scope();
            parameter.Value = parameter.Initializer(parameter.Shape, generator).To(ProductPrecision.Current ?? ScalarType.Float32);
        }

        network.PackWeights();
    }
}
