using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Video.Autoencoders.Wan;

/// <summary>Wan's video autoencoder (2.1 and 2.2): videos in -1..1 to latents and back, causal in time. Parameters have the public diffusers keys.</summary>
/// <remarks>(Wan Team 2025, arXiv 2503.20314.) One frame gives one latent frame, four further ones another each.</remarks>
public sealed class AutoencoderKLWan : Module
{
    private const int Stretch = 4;

    private readonly WanEncoder _encoder;
    private readonly WanDecoder _decoder;
    private readonly WanConv _quant, _postQuant;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="ConfigException">Sizes disagree.</exception>
    public AutoencoderKLWan(AutoencoderKLWanConfig config)
    {
        Config = config.Checked();
        _encoder = AddModule("encoder", new WanEncoder(config));
        _quant = AddModule("quant_conv", new WanConv(2 * config.ZDim, 2 * config.ZDim, 1, 1));
        _postQuant = AddModule("post_quant_conv", new WanConv(config.ZDim, config.ZDim, 1, 1));
        _decoder = AddModule("decoder", new WanDecoder(config));
    }

    /// <summary>Sizes.</summary>
    public AutoencoderKLWanConfig Config { get; }

    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static AutoencoderKLWan Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<AutoencoderKLWanConfig>(folder), file);
    }

    /// <summary>Makes the network from named tensors.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static AutoencoderKLWan From(AutoencoderKLWanConfig config, ITensorSource source)
    {
        var model = new AutoencoderKLWan(config);
        StateDict.Load(model, source);
        return model;
    }

    /// <summary>Encodes a video. [B, 3, T, H, W] to [B, C, 1 + (T - 1) / 4, h, w]</summary>
    /// <param name="video">1 + 4 k frames in -1..1; further ones are not seen.</param>
    public LatentDistribution Encode(Tensor video) => LatentDistribution.Of(Moments(video));

    /// <summary>Decodes latents to a video within -1..1. [B, C, T, h, w] to [B, 3, 1 + 4 (T - 1), H, W]</summary>
    public Tensor Decode(Tensor latents) => Unfold(DecodeFolded(latents)).Clamp(-1, 1);

    /// <summary>Latents as the transformer takes them: each channel less its mean, over its deviation.</summary>
    public Tensor Normalize(Tensor latents) => (latents - Row(Config.LatentsMean, latents)) / Row(Config.LatentsStd, latents);

    /// <summary>The way back.</summary>
    public Tensor Denormalize(Tensor latents) => (latents * Row(Config.LatentsStd, latents)) + Row(Config.LatentsMean, latents);

    internal Tensor Moments(Tensor video)
    {
        var folded = Config.PatchSize is { } patch ? WanFolding.Patchify(video, patch) : video;
        var stretches = Enumerable.Repeat((long)Stretch, (int)((video.Size(2) - 1) / Stretch)).Prepend(1);
        return _quant.Forward(VideoFrames.InStretches(folded, stretches, _encoder.Forward));
    }

    /// <summary>The decoder's answer before pixels are unfolded and clamped.</summary>
    internal Tensor DecodeFolded(Tensor latents) => VideoFrames.InStretches(
        _postQuant.Forward(latents), Enumerable.Repeat(1L, (int)latents.Size(2)), _decoder.Forward);

    private Tensor Unfold(Tensor video) => Config.PatchSize is { } patch ? WanFolding.Unpatchify(video, patch) : video;

    private static Tensor Row(IReadOnlyList<double> values, Tensor latents) =>
        Tensor.From(values.Select(v => (float)v).ToArray(), 1, values.Count, 1, 1, 1).To(latents.Device);
}
