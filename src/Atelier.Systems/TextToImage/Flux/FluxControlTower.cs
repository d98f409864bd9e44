using Atelier.Diffusion;
using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Models.Flux;
using Atelier.Models.Streams;
using Atelier.Models.Weights;
using Atelier.Systems.Pipelines;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>A control network beside the transformer.</summary>
internal sealed class FluxControlTower : IDisposable
{
    // The kinds of control that union networks were trained with, by number.
    private static readonly string[][] Modes = [["canny", "edges"], ["tile"], ["depth"], ["blur"], ["pose"], ["grey", "gray"], ["lq"]];

    private readonly FluxControlNet _network;
    private readonly int? _mode;

    private FluxControlTower(FluxControlNet network, int? mode) => (_network, _mode) = (network, mode);

    /// <summary>Opens the network for a kind of control.</summary>
    /// <param name="folder">Folder with <c>config.json</c> and weights.</param>
    /// <param name="kind">Kind of control; one of a union network's own.</param>
    /// <param name="device">Where it runs.</param>
    /// <exception cref="RequestException">A union network does not know the kind.</exception>
    public static FluxControlTower Open(string folder, string kind, Device device)
    {
        var config = ModelConfig.OpenStrict<FluxControlNetConfig>(folder);
        int? mode = config.NumMode is null ? null : Array.FindIndex(Modes, m => m.Contains(kind));
        if (mode is < 0)
            throw new RequestException($"control '{kind}' was given; this union network knows {string.Join(", ", Modes.Select(m => m[0]))}.");
        var network = new FluxControlNet(config);
        using var source = WeightFile.Open(folder);
        StateDict.Load(network, source, packed: true);
        if (device.Type != DeviceType.Cpu)
            network.To(device, ScalarType.BFloat16);
        else
            network.WidenVectors();
        return new(network, mode);
    }

    /// <summary>A picture as the network takes it: packed latents, or the picture itself.</summary>
    /// <param name="autoencoder">Makes latents.</param>
    /// <param name="picture">[1, 3, H, W] in -1..1.</param>
    /// <param name="noise">For a draw of the latent.</param>
    public Tensor Hint(AutoencoderKL autoencoder, Tensor picture, NoiseSource noise) =>
        TakesPictures ? picture : FluxLatents.Pack(FluxPictures.Draw(autoencoder, picture, noise));

    /// <summary>What is added to the transformer's blocks.</summary>
    /// <param name="text">Text stream.</param>
    /// <param name="image">Noisy stream.</param>
    /// <param name="guidance">The guidance number, for networks that take one.</param>
    /// <param name="hint">What <see cref="Hint"/> gave.</param>
    /// <param name="strength">1 in full, 0 not at all.</param>
    public FluxOptions Signal(TokenStream text, TokenStream image, Tensor guidance, Tensor hint, double strength)
    {
        var batch = image.Tokens.Size(0);
        var conditioning = image.Conditioning with { Guidance = _network.Config.GuidanceEmbeds ? guidance : null };
        var mode = _mode is { } number ? Tensor.Full([batch, 1], number, ScalarType.Int64, image.Tokens.Device) : null;
        var (doubles, singles) = _network.Forward(
            text with { Conditioning = conditioning, Adapters = null }, image with { Conditioning = conditioning, Adapters = null },
            hint.Expand([batch, .. hint.Shape[1..]]), strength, mode);
        return new() { DoubleResiduals = doubles, SingleResiduals = singles, RepeatResiduals = TakesPictures };
    }

    public void Dispose() => _network.Dispose();

    // XLabs' networks see the picture itself, the others its latent.
    private bool TakesPictures => _network.Config.ConditioningEmbeddingChannels is not null;
}
