using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Models.Weights;
using Atelier.Systems.Pipelines;
using Atelier.Torch.Weights;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Opens autoencoders, which may work on large pictures piece by piece.</summary>
internal static class AutoencoderFiles
{
    private const string Original = "decoder.mid.block_1.norm1.weight";
    private const double Overlap = 0.25;

    /// <summary>An autoencoder with its values, that works in overlapping tiles of some pixels a side, or on whole pictures.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="source">Weights in either dialect.</param>
    /// <param name="tile">Side of a tile; null for whole pictures.</param>
    /// <exception cref="RequestException">The side is no whole number of latent pixels.</exception>
    public static AutoencoderKL Load(AutoencoderKLConfig config, ITensorSource source, int? tile)
    {
        if (tile is { } side && (side < config.Stride || side % config.Stride != 0))
            throw new RequestException($"Tiles of {side} pixels were given; allowed: multiples of {config.Stride}.");
        var network = new AutoencoderKL(config with { SampleSize = tile ?? config.SampleSize }) { TileOverlap = tile is null ? null : Overlap };
        network.Load(LdmAutoencoderNames.Translate(source, config));
        return network;
    }

    /// <summary>One that takes the place of a model's: a folder with <c>config.json</c>, or a file in either dialect.</summary>
    /// <param name="path">File or folder.</param>
    /// <param name="model">The model's own sizes, which a file in diffusers' names has, too.</param>
    /// <param name="tile">Side of a tile; null for whole pictures.</param>
    /// <exception cref="RequestException">There is none, or its latents are not the model's.</exception>
    public static AutoencoderKL Open(string path, AutoencoderKLConfig model, int? tile)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new RequestException($"There is no autoencoder '{path}'.");
        using var source = WeightFile.Open(path);
        var config = Directory.Exists(path)
            ? ModelConfig.OpenStrict<AutoencoderKLConfig>(path)
            : source.Names.Any(n => n.EndsWith(Original, StringComparison.Ordinal)) ? LdmAutoencoderConfig.Read(source) with { ScalingFactor = model.ScalingFactor } : model;
        return config.LatentChannels == model.LatentChannels && config.Stride == model.Stride
            ? Load(config, source, tile)
            : throw new RequestException(
                $"{path} makes latents of {config.LatentChannels} channels, {config.Stride} pixels a side; the model takes {model.LatentChannels} and {model.Stride}.");
    }
}
