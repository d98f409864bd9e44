using Atelier.Models.Autoencoders;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Runs;

namespace Atelier.Training.Tests.Mini;

/// <summary>A folder with a random autoencoder of four latent channels.</summary>
internal static class TinyAutoencoder
{
    public static void Write(string path, ulong seed)
    {
        var folder = Directory.CreateDirectory(path).FullName;
        var config = new AutoencoderKLConfig { BlockOutChannels = [4, 4], LatentChannels = 4, NormNumGroups = 2, UseQuantConv = false, UsePostQuantConv = false };
        File.WriteAllText(Path.Combine(folder, "config.json"), NetworkJson.Of("AutoencoderKL", config));
        using var random = new Generator(seed);
        using var network = new AutoencoderKL(config);
        network.Initialize(random);
        StateDict.Save(network, Path.Combine(folder, "diffusion_pytorch_model.safetensors"));
    }
}
