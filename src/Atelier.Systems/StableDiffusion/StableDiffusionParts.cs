using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Models.Text.Clip;
using Atelier.Models.Text.Tokenizers.Clip;
using Atelier.Models.UNet;
using Atelier.Systems.TextToImage;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>What a model of Stable Diffusion is made of.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="UNet">Predicts noise.</param>
/// <param name="Autoencoder">Pictures to latents and back.</param>
/// <param name="Text">Reads prompts.</param>
/// <param name="Tokenizer">Cuts prompts.</param>
/// <param name="Scheduler">The fields of <c>scheduler_config.json</c>.</param>
/// <param name="Defaults">What it does where a request does not say.</param>
/// <param name="ImageEncoder">Folder of an image encoder; null where the model has none.</param>
internal sealed record StableDiffusionParts(
    string Name,
    UNetModel UNet,
    AutoencoderKL Autoencoder,
    ClipTextModel Text,
    ClipTokenizer Tokenizer,
    JsonElement Scheduler,
    TextToImageDefaults Defaults,
    string? ImageEncoder) : IDisposable
{
    /// <summary>Name of an autoencoder that took the place of the model's; null for its own.</summary>
    public string? Vae { get; init; }

    /// <summary>SDXL's second text encoder; null for Stable Diffusion 1 and 2.</summary>
    public SecondTextEncoder? Second { get; init; }

    /// <summary>Limits where the model has none of its own.</summary>
    public const int Steps = 25, MaxSize = 4096;

    /// <summary>Guidance where the model says nothing.</summary>
    public const double Guidance = 7.5, GuidanceXL = 5;

    /// <summary>Moves the networks, in the type of products.</summary>
    public void To(Device device)
    {
        foreach (var network in new Module?[] { UNet, Autoencoder, Text, Second?.Text }.OfType<Module>())
        {
            network.To(device, ProductPrecision.Current ?? ScalarType.Float32);
            network.PackWeights();
        }
    }

    public void Dispose()
    {
        UNet.Dispose();
        Autoencoder.Dispose();
        Text.Dispose();
        Second?.Text.Dispose();
    }
}
