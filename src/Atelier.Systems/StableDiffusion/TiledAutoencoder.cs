using Atelier.Models.Autoencoders;
using Atelier.Systems.Pipelines;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Autoencoders that work on large pictures piece by piece.</summary>
internal static class TiledAutoencoder
{
    private const double Overlap = 0.25;

    /// <summary>An autoencoder without values that works in overlapping tiles of some pixels a side, or on whole pictures.</summary>
    /// <exception cref="RequestException">The side is no whole number of latent pixels.</exception>
    public static AutoencoderKL Of(AutoencoderKLConfig config, int? tile)
    {
        if (tile is { } side && (side < config.Stride || side % config.Stride != 0))
            throw new RequestException($"Tiles of {side} pixels were given; allowed: multiples of {config.Stride}.");
        return new(config with { SampleSize = tile ?? config.SampleSize }) { TileOverlap = tile is null ? null : Overlap };
    }
}
