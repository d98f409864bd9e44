using Atelier.Torch;

namespace Atelier.Models.Autoencoders;

/// <summary>A small, fast autoencoder for previews: pictures in -1..1 to latents and back. Parameters have the public diffusers keys.</summary>
/// <remarks>(Bohan 2023, TAESD.)</remarks>
public sealed class AutoencoderTiny : Module
{
    private readonly List<Func<Tensor, Tensor>> _encoder = [];
    private readonly List<Func<Tensor, Tensor>> _decoder = [];

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="Configs.ConfigException">Sizes disagree.</exception>
    public AutoencoderTiny(AutoencoderTinyConfig config)
    {
        Config = config.Checked();
        BuildEncoder(config);
        BuildDecoder(config);
    }

    /// <summary>Sizes.</summary>
    public AutoencoderTinyConfig Config { get; }

    /// <summary>The latent of a picture. [B, in, H, W] in -1..1 to [B, latent, h, w]</summary>
    public Tensor Encode(Tensor image) => Run(_encoder, (image + 1) / 2);

    /// <summary>The picture of a latent. [B, latent, h, w]</summary>
    public Tensor Decode(Tensor latent) => (Run(_decoder, (latent / 3).Tanh() * 3) * 2) - 1;

    /// <summary>A latent squeezed into 0..1, to be stored.</summary>
    public Tensor ToUnit(Tensor latent) => ((latent / (2 * Config.LatentMagnitude)) + Config.LatentShift).Clamp(0, 1);

    /// <summary>A stored latent as it was.</summary>
    public Tensor FromUnit(Tensor unit) => (unit - Config.LatentShift) * (2 * Config.LatentMagnitude);

    /// <summary>The picture after its latent was stored in bytes.</summary>
    public Tensor RoundTrip(Tensor image) => Decode(FromUnit((ToUnit(Encode(image)) * 255).Round() / 255.0));

    private void BuildEncoder(AutoencoderTinyConfig config)
    {
        var (channels, index) = (config.EncoderBlockOutChannels[0], 0);
        for (var stage = 0; stage < config.NumEncoderBlocks.Count; stage++)
        {
            Add(stage == 0 ? new Conv2d(config.InChannels, channels, 3, padding: 1) : new Conv2d(channels, channels, 3, stride: 2, padding: 1, bias: false));
            for (var block = 0; block < config.NumEncoderBlocks[stage]; block++)
                _encoder.Add(AddModule($"encoder.layers.{index++}", new TinyBlock(channels, config.ActFn)).Forward);
        }

        Add(new Conv2d(channels, config.LatentChannels, 3, padding: 1));

        void Add(Conv2d conv) => _encoder.Add(AddModule($"encoder.layers.{index++}", conv).Forward);
    }

    private void BuildDecoder(AutoencoderTinyConfig config)
    {
        var (channels, index) = (config.DecoderBlockOutChannels[0], 0);
        Add(new Conv2d(config.LatentChannels, channels, 3, padding: 1));
        AddStep(Activations.ByName(config.ActFn));
        for (var stage = 0; stage < config.NumDecoderBlocks.Count; stage++)
        {
            for (var block = 0; block < config.NumDecoderBlocks[stage]; block++)
                _decoder.Add(AddModule($"decoder.layers.{index++}", new TinyBlock(channels, config.ActFn)).Forward);
            var last = stage == config.NumDecoderBlocks.Count - 1;
            if (!last)
                AddStep(Enlarge);
            Add(new Conv2d(channels, last ? config.OutChannels : channels, 3, padding: 1, bias: last));
        }

        void Add(Conv2d conv) => _decoder.Add(AddModule($"decoder.layers.{index++}", conv).Forward);

        // A step without weights counts as a layer all the same.
        void AddStep(Func<Tensor, Tensor> step)
        {
            _decoder.Add(step);
            index++;
        }
    }

    private Tensor Enlarge(Tensor x)
    {
        var (height, width) = (x.Size(2) * Config.UpsamplingScalingFactor, x.Size(3) * Config.UpsamplingScalingFactor);
        return Config.UpsampleFn switch
        {
            "bilinear" => x.UpsampleBilinear(height, width),
            "bicubic" => x.UpsampleBicubic(height, width),
            _ => x.UpsampleNearest(height, width),
        };
    }

    private static Tensor Run(List<Func<Tensor, Tensor>> layers, Tensor x) => layers.Aggregate(x, (h, layer) => layer(h));
}
