using Atelier.Models.Configs;

namespace Atelier.Models.Mar;

/// <summary>Sizes that the masked autoregressive models share.</summary>
public record MaskedModelConfig
{
    private const string Noise = "epsilon";
    private const string Velocity = "v_prediction";

    /// <summary>Side of a picture in pixels that the position tables are made for.</summary>
    public int ImageSize { get; init; } = 256;

    /// <summary>Pixels per latent pixel along a side.</summary>
    public int LatentStride { get; init; } = 16;

    /// <summary>Side of a token in latent pixels.</summary>
    public int PatchSize { get; init; } = 1;

    /// <summary>Channels of a latent.</summary>
    public int LatentChannels { get; init; } = 16;

    /// <summary>Channels of the encoder.</summary>
    public int Width { get; init; } = 1024;

    /// <summary>Channels of the decoder and of the conditions that it gives; the encoder's if null.</summary>
    public int? DecoderWidth { get; init; }

    /// <summary>Blocks of the encoder.</summary>
    public int EncoderDepth { get; init; } = 16;

    /// <summary>Heads of the encoder.</summary>
    public int EncoderHeads { get; init; } = 16;

    /// <summary>Blocks of the decoder.</summary>
    public int DecoderDepth { get; init; } = 16;

    /// <summary>Heads of the decoder.</summary>
    public int DecoderHeads { get; init; } = 16;

    /// <summary>Inner channels of a feed-forward over its outer ones.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Added to variances in the norms of the blocks and after them.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>Residual blocks of the diffusion head.</summary>
    public int HeadDepth { get; init; } = 3;

    /// <summary>Channels of the diffusion head.</summary>
    public int HeadWidth { get; init; } = 1024;

    /// <summary>
    /// What the diffusion head answers: <c>epsilon</c>, the noise, as all published models; or <c>v_prediction</c>, the velocity, whose error counts the coarse steps, in which the
    /// condition decides, as much as the fine ones.
    /// </summary>
    public string HeadPrediction { get; init; } = Noise;

    /// <summary>Channels of the decoder.</summary>
    public int ConditionWidth => DecoderWidth ?? Width;

    /// <summary>Channels of a token.</summary>
    public int TokenChannels => LatentChannels * PatchSize * PatchSize;

    /// <summary>Tokens along a side of a picture of <see cref="ImageSize"/>.</summary>
    public int Side => ImageSize / LatentStride / PatchSize;

    /// <summary>The diffusion head's sizes.</summary>
    public DiffusionHeadConfig Head => new(TokenChannels, ConditionWidth, HeadWidth, HeadDepth, HeadPrediction == Velocity);

    /// <summary>Checks what the networks take for granted.</summary>
    /// <exception cref="ConfigException">Two sizes disagree.</exception>
    internal virtual void Check()
    {
        foreach (var (name, value) in Positive())
            ConfigException.Require(value >= 1, $"{name} is {value}; it must be 1 or more.");
        foreach (var (name, heads, width) in new[] { ("encoder", EncoderHeads, Width), ("decoder", DecoderHeads, ConditionWidth) })
            ConfigException.Require(heads > 0 && width % heads == 0, $"The {name}'s {heads} heads do not divide its width {width}.");
        ConfigException.Require(HeadPrediction is Noise or Velocity, $"head_prediction is '{HeadPrediction}'; allowed: {Noise}, {Velocity}.");
        ConfigException.Require(
            ImageSize % (LatentStride * PatchSize) == 0, $"Tokens of {LatentStride * PatchSize} pixels do not fill a side of {ImageSize}.");
    }

    private IEnumerable<(string Name, int Value)> Positive() =>
    [
        ("image_size", ImageSize), ("latent_stride", LatentStride), ("patch_size", PatchSize), ("latent_channels", LatentChannels), ("width", Width), ("decoder_width", ConditionWidth),
        ("encoder_depth", EncoderDepth), ("decoder_depth", DecoderDepth), ("head_depth", HeadDepth), ("head_width", HeadWidth),
    ];
}
