using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Video.Autoencoders.CogVideoX;

/// <summary>CogVideoX's video autoencoder: videos in -1..1 to latents and back, causal in time. Parameters have the public diffusers keys.</summary>
/// <remarks>(Yang et al. 2024, arXiv 2408.06072.) Long videos pass in stretches, whose norms see one stretch each.</remarks>
public sealed class AutoencoderKLCogVideoX : Module
{
    private const int VideoStretch = 8;
    private const int LatentStretch = 2;

    private readonly CogVideoXCoder _encoder, _decoder;
    private readonly Conv3d? _quant, _postQuant;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="ConfigException">Sizes disagree.</exception>
    public AutoencoderKLCogVideoX(AutoencoderKLCogVideoXConfig config)
    {
        Config = config.Checked();
        var latents = config.LatentChannels;
        _encoder = AddModule("encoder", new CogVideoXCoder(config, decodes: false));
        _decoder = AddModule("decoder", new CogVideoXCoder(config, decodes: true));
        _quant = config.UseQuantConv ? AddModule("quant_conv", new Conv3d(2 * latents, 2 * latents, [1, 1, 1])) : null;
        _postQuant = config.UsePostQuantConv ? AddModule("post_quant_conv", new Conv3d(latents, latents, [1, 1, 1])) : null;
    }

    /// <summary>Sizes.</summary>
    public AutoencoderKLCogVideoXConfig Config { get; }

    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static AutoencoderKLCogVideoX Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<AutoencoderKLCogVideoXConfig>(folder), file);
    }

    /// <summary>Makes the network from named tensors.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static AutoencoderKLCogVideoX From(AutoencoderKLCogVideoXConfig config, ITensorSource source)
    {
        var model = new AutoencoderKLCogVideoX(config);
        StateDict.Load(model, source);
        return model;
    }

    /// <summary>Encodes a video of 1, 8 k or 8 k + 1 frames. [B, 3, T, H, W] to [B, C, t, H / 8, W / 8]</summary>
    public LatentDistribution Encode(Tensor video) => LatentDistribution.Of(Moments(video));

    /// <summary>Decodes latents, not clamped. [B, C, t, h, w] to [B, 3, T, H, W]</summary>
    public Tensor Decode(Tensor latents) => VideoFrames.InStretches(
        latents,
        Stretches(latents.Size(2), LatentStretch),
        (part, cache) => _decoder.Forward(_postQuant?.Forward(part) ?? part, cache));

    internal Tensor Moments(Tensor video) => VideoFrames.InStretches(
        video,
        Stretches(video.Size(2), VideoStretch),
        (part, cache) =>
        {
            var moments = _encoder.Forward(part, cache);
            return _quant?.Forward(moments) ?? moments;
        });

    // What is left over joins the first stretch.
    private static IEnumerable<long> Stretches(long frames, long stretch)
    {
        var count = Math.Max(1, frames / stretch);
        return Enumerable.Range(0, (int)count).Select(i => frames < stretch ? frames : i == 0 ? stretch + (frames % stretch) : stretch);
    }
}
