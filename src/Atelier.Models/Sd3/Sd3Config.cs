using Atelier.Models.Configs;

namespace Atelier.Models.Sd3;

/// <summary>Sizes of a Stable Diffusion 3 transformer; names and defaults are those of a public <c>config.json</c>.</summary>
public sealed record Sd3Config
{
    /// <summary>Side of the latent that the position table is centred on.</summary>
    public int SampleSize { get; init; } = 128;

    /// <summary>Side of a patch.</summary>
    public int PatchSize { get; init; } = 2;

    /// <summary>Channels of the latent that comes in.</summary>
    public int InChannels { get; init; } = 16;

    /// <summary>Channels of the latent that goes out; as came in if null.</summary>
    public int? OutChannels { get; init; } = 16;

    /// <summary>Blocks.</summary>
    public int NumLayers { get; init; } = 18;

    /// <summary>Channels of a head.</summary>
    public int AttentionHeadDim { get; init; } = 64;

    /// <summary>Heads.</summary>
    public int NumAttentionHeads { get; init; } = 18;

    /// <summary>Channels of a text token that comes in.</summary>
    public int JointAttentionDim { get; init; } = 4096;

    /// <summary>Channels of a text token inside.</summary>
    public int CaptionProjectionDim { get; init; } = 1152;

    /// <summary>Channels of the pooled text.</summary>
    public int PooledProjectionDim { get; init; } = 2048;

    /// <summary>Side of the stored position table.</summary>
    public int PosEmbedMaxSize { get; init; } = 96;

    /// <summary>Blocks in which the image has a second attention to itself (SD3.5 medium).</summary>
    public IReadOnlyList<int> DualAttentionLayers { get; init; } = [];

    /// <summary>rms_norm (SD3.5), or null for none (SD3).</summary>
    public string? QkNorm { get; init; }

    /// <summary>Channels inside.</summary>
    public int Width => AttentionHeadDim * NumAttentionHeads;

    internal Sd3Config Checked()
    {
        ConfigException.Require(CaptionProjectionDim == Width, $"caption_projection_dim is {CaptionProjectionDim}, the stream {Width} wide.");
        ConfigException.Require(QkNorm is null or "rms_norm", $"qk_norm is {QkNorm}, it must be rms_norm or null.");
        ConfigException.Require(NumLayers > 0, $"num_layers is {NumLayers}, it must be at least 1.");
        return this;
    }
}
