using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Autoencoders;

/// <summary>The convolutional autoencoder of latent diffusion: pictures in -1..1 to latents and back. Parameters have the public diffusers keys.</summary>
/// <remarks>(Rombach et al. 2021, arXiv 2112.10752.) FLUX and Stable Diffusion are configs of it.</remarks>
public sealed class AutoencoderKL : Module
{
    private static readonly (string New, string Old)[] OldAttentionNames =
        [(".to_q.", ".query."), (".to_k.", ".key."), (".to_v.", ".value."), (".to_out.0.", ".proj_attn.")];

    private readonly ConvolutionalEncoder _encoder;
    private readonly ConvolutionalDecoder _decoder;
    private readonly Conv2d? _quant;
    private readonly Conv2d? _postQuant;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="Configs.ConfigException">Sizes disagree.</exception>
    public AutoencoderKL(AutoencoderKLConfig config)
    {
        Config = config.Checked();
        _encoder = AddModule("encoder", new ConvolutionalEncoder(config));
        _decoder = AddModule("decoder", new ConvolutionalDecoder(config));
        var latent = config.LatentChannels;
        _quant = config.UseQuantConv ? AddModule("quant_conv", new Conv2d(2 * latent, 2 * latent, 1)) : null;
        _postQuant = config.UsePostQuantConv ? AddModule("post_quant_conv", new Conv2d(latent, latent, 1)) : null;
    }

    /// <summary>Sizes.</summary>
    public AutoencoderKLConfig Config { get; }

    /// <summary>Part of a tile that the next one repeats, 0 to less than 1; null works on the whole picture at once.</summary>
    public double? TileOverlap { get; set; }

    /// <summary>Loads weights, also of old files that call the attention's layers query, key, value and proj_attn.</summary>
    /// <exception cref="WeightException">Names or shapes differ.</exception>
    public LoadReport Load(ITensorSource source) => StateDict.Load(this, source, rename: Rename(source));

    /// <summary>What a file calls our parameters, or null where it calls them the same.</summary>
    internal static Func<string, string>? Rename(ITensorSource source) =>
        source.Names.Any(n => n.Contains("attentions.0.query.", StringComparison.Ordinal)) ? OldName : null;

    /// <summary>The distribution of the latent of a picture. [B, in, H, W] in -1..1</summary>
    public LatentDistribution Encode(Tensor image) => Encode(image, null);

    /// <summary>The picture of a latent, without undoing scale and shift and without clamping. [B, latent, h, w]</summary>
    public Tensor Decode(Tensor latent) => Decode(latent, null);

    /// <summary>A latent as diffusion networks expect it: (z - shift) scale.</summary>
    public Tensor Scale(Tensor latent) => (latent - (Config.ShiftFactor ?? 0)) * Config.ScalingFactor;

    /// <summary>A latent as the decoder expects it: z / scale + shift.</summary>
    public Tensor Unscale(Tensor latent) => (latent / Config.ScalingFactor) + (Config.ShiftFactor ?? 0);

    internal LatentDistribution Encode(Tensor image, Action<string, Tensor>? observe)
    {
        Require(image, Config.InChannels, "picture");
        Tensor Moments(Tensor x)
        {
            var h = _encoder.Forward(x, observe);
            return _quant?.Forward(h) ?? h;
        }

        var tiling = new Tiling(Config.SampleSize, Config.SampleSize / Config.Stride, TileOverlap ?? 0);
        return LatentDistribution.Of(TileOverlap is not null && tiling.Needs(image) ? tiling.Run(image, Moments) : Moments(image));
    }

    internal Tensor Decode(Tensor latent, Action<string, Tensor>? observe)
    {
        Require(latent, Config.LatentChannels, "latent");
        Tensor Picture(Tensor z) => _decoder.Forward(_postQuant?.Forward(z) ?? z, observe);
        var tiling = new Tiling(Config.SampleSize / Config.Stride, Config.SampleSize, TileOverlap ?? 0);
        return TileOverlap is not null && tiling.Needs(latent) ? tiling.Run(latent, Picture) : Picture(latent);
    }

    private static void Require(Tensor x, int channels, string what)
    {
        if (x.Rank != 4 || x.Size(1) != channels)
            throw new ArgumentException($"A {what} of this autoencoder is [B, {channels}, H, W], not {x.Describe()}.");
    }

    private static string OldName(string name) =>
        OldAttentionNames.Aggregate(name, (n, pair) => n.Contains(".attentions.", StringComparison.Ordinal) ? n.Replace(pair.New, pair.Old, StringComparison.Ordinal) : n);
}
