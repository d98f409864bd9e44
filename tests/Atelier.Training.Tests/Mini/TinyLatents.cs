using Atelier.Training.Mini.Latents;

namespace Atelier.Training.Tests.Mini;

/// <summary>A folder with all that a text-to-image task reads beside its network: an autoencoder, a text encoder, a place for latents.</summary>
internal static class TinyLatents
{
    public static LatentSettings Write(string root, SmallDiorama diorama)
    {
        TinyTextEncoder.Write(TextEncoder(root));
        var settings = new LatentSettings
        {
            Data = diorama.Folder, Autoencoder = Path.Combine(root, "vae"), Cache = Path.Combine(root, "cache"), EncodeBatch = 5,
        };
        TinyAutoencoder.Write(settings.Autoencoder, 1);
        return settings;
    }

    public static string TextEncoder(string root) => Path.Combine(root, "text");
}
