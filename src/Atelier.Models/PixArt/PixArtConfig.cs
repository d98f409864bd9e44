using Atelier.Models.Configs;

namespace Atelier.Models.PixArt;

/// <summary>Sizes of a PixArt transformer; names and defaults are those of a public <c>config.json</c>.</summary>
public sealed record PixArtConfig
{
    private const string SingleNorm = "ada_norm_single";

    /// <summary>Heads.</summary>
    public int NumAttentionHeads { get; init; } = 16;

    /// <summary>Channels of a head.</summary>
    public int AttentionHeadDim { get; init; } = 72;

    /// <summary>Channels of the latent that comes in.</summary>
    public int InChannels { get; init; } = 4;

    /// <summary>Channels of noise and variance that go out; as came in if null.</summary>
    public int? OutChannels { get; init; } = 8;

    /// <summary>Blocks.</summary>
    public int NumLayers { get; init; } = 28;

    /// <summary>Channels of the text that the blocks look at.</summary>
    public int CrossAttentionDim { get; init; } = 1152;

    /// <summary>Whether queries, keys and values have biases.</summary>
    public bool AttentionBias { get; init; } = true;

    /// <summary>Side of the latent that the network is made for.</summary>
    public int SampleSize { get; init; } = 128;

    /// <summary>Side of a patch.</summary>
    public int PatchSize { get; init; } = 2;

    /// <summary>The activation of the feed-forward parts.</summary>
    public string ActivationFn { get; init; } = "gelu-approximate";

    /// <summary>Whether the norms of the blocks have weights.</summary>
    public bool NormElementwiseAffine { get; init; }

    /// <summary>How the time modulates the blocks: by one vector and a table of each block, the only way that is known.</summary>
    public string NormType { get; init; } = SingleNorm;

    /// <summary>Of the norms.</summary>
    public double NormEps { get; init; } = 1e-6;

    /// <summary>Position coordinates are divided by it; from the sample size if null.</summary>
    public double? InterpolationScale { get; init; }

    /// <summary>Whether resolution and aspect ratio are inputs; for samples of side 128 if null.</summary>
    public bool? UseAdditionalConditions { get; init; }

    /// <summary>Channels of a text token that comes in; null where it needs no projection.</summary>
    public int? CaptionChannels { get; init; }

    /// <summary>Channels inside.</summary>
    public int Width => NumAttentionHeads * AttentionHeadDim;

    /// <summary>Whether resolution and aspect ratio are inputs.</summary>
    public bool HasSizes => UseAdditionalConditions ?? SampleSize == 128;

    internal PixArtConfig Checked()
    {
        ConfigException.Require(NormType == SingleNorm, $"norm_type is {SingleNorm}, not '{NormType}'.");
        ConfigException.Require(Width % 4 == 0, $"The stream is {Width} wide, its position table needs a multiple of 4.");
        ConfigException.Require(!HasSizes || Width % 3 == 0, $"The stream is {Width} wide, its size embedding needs a multiple of 3.");
        ConfigException.Require(
            CaptionChannels is null || CrossAttentionDim == Width, $"cross_attention_dim is {CrossAttentionDim}, the projected text {Width} wide.");
        return this;
    }
}
