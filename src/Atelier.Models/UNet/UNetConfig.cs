using Atelier.Models.Configs;

namespace Atelier.Models.UNet;

/// <summary>Sizes and parts of a conditional UNet; the names and defaults are those of a public <c>config.json</c>.</summary>
public sealed record UNetConfig
{
    /// <summary>Side of the latent that it was trained on.</summary>
    public PerBlock<int>? SampleSize { get; init; }

    /// <summary>Channels of the latent that comes in (with mask and masked image, for inpainting).</summary>
    public int InChannels { get; init; } = 4;

    /// <summary>Channels that come out.</summary>
    public int OutChannels { get; init; } = 4;

    /// <summary>Maps the input from 0..1 to -1..1 first.</summary>
    public bool CenterInputSample { get; init; }

    /// <summary>Cosines before sines in the time embedding.</summary>
    public bool FlipSinToCos { get; init; } = true;

    /// <summary>Subtracted from half the width when the frequencies of the time embedding are spaced.</summary>
    public double FreqShift { get; init; }

    /// <summary>Blocks of the way down: DownBlock2D or CrossAttnDownBlock2D.</summary>
    public IReadOnlyList<string> DownBlockTypes { get; init; } = [CrossDown, CrossDown, CrossDown, PlainDown];

    /// <summary>UNetMidBlock2DCrossAttn, UNetMidBlock2D, or null for none.</summary>
    public string? MidBlockType { get; init; } = CrossMid;

    /// <summary>Blocks of the way up: UpBlock2D or CrossAttnUpBlock2D.</summary>
    public IReadOnlyList<string> UpBlockTypes { get; init; } = [PlainUp, CrossUp, CrossUp, CrossUp];

    /// <summary>Whether the first attention of a layer sees the text, too.</summary>
    public PerBlock<bool> OnlyCrossAttention { get; init; } = false;

    /// <summary>Channels of each level.</summary>
    public IReadOnlyList<int> BlockOutChannels { get; init; } = [320, 640, 1280, 1280];

    /// <summary>Residual blocks of a level on the way down; one more on the way up.</summary>
    public PerBlock<int> LayersPerBlock { get; init; } = 2;

    /// <summary>1, or 0 for padding right and below only.</summary>
    public int DownsamplePadding { get; init; } = 1;

    /// <summary>The residual blocks in the middle divide their sum by it.</summary>
    public double MidBlockScaleFactor { get; init; } = 1;

    /// <summary>Name of the activation.</summary>
    public string ActFn { get; init; } = "silu";

    /// <summary>Groups of the norms; null for no norm before the last convolution.</summary>
    public int? NormNumGroups { get; init; } = 32;

    /// <summary>Of the norms in residual blocks.</summary>
    public double NormEps { get; init; } = 1e-5;

    /// <summary>Channels of the text states.</summary>
    public PerBlock<int> CrossAttentionDim { get; init; } = 1280;

    /// <summary>Transformer layers of an attention, per block or per layer of a block.</summary>
    public PerBlock<PerBlock<int>> TransformerLayersPerBlock { get; init; } = (PerBlock<int>)1;

    /// <summary>The same for the way up; the reverse of those of the way down if null.</summary>
    public PerBlock<PerBlock<int>>? ReverseTransformerLayersPerBlock { get; init; }

    /// <summary>The NUMBER of heads, in spite of its name, unless <see cref="NumAttentionHeads"/> is given.</summary>
    public PerBlock<int> AttentionHeadDim { get; init; } = 8;

    /// <summary>Number of heads; <see cref="AttentionHeadDim"/> if null.</summary>
    public PerBlock<int>? NumAttentionHeads { get; init; }

    /// <summary>Linears instead of 1x1 convolutions around the transformer layers.</summary>
    public bool UseLinearProjection { get; init; }

    /// <summary>Channels of text states before they are projected; null for none.</summary>
    public int? EncoderHidDim { get; init; }

    /// <summary>text_proj or null.</summary>
    public string? EncoderHidDimType { get; init; }

    /// <summary>timestep, identity, projection, simple_projection, or null.</summary>
    public string? ClassEmbedType { get; init; }

    /// <summary>Rows of the class table; null for none.</summary>
    public int? NumClassEmbeds { get; init; }

    /// <summary>Puts the class vector beside the time vector instead of adding it.</summary>
    public bool ClassEmbeddingsConcat { get; init; }

    /// <summary>text_time (SDXL) or null.</summary>
    public string? AdditionEmbedType { get; init; }

    /// <summary>Channels of each embedded size number.</summary>
    public int? AdditionTimeEmbedDim { get; init; }

    /// <summary>Channels of pooled text and size numbers together.</summary>
    public int? ProjectionClassEmbeddingsInputDim { get; init; }

    /// <summary>default, or scale_shift.</summary>
    public string ResnetTimeScaleShift { get; init; } = "default";

    /// <summary>positional.</summary>
    public string TimeEmbeddingType { get; init; } = "positional";

    /// <summary>Channels of the time vector; four times the first level's if null.</summary>
    public int? TimeEmbeddingDim { get; init; }

    /// <summary>Activation of the summed vector; none if null.</summary>
    public string? TimeEmbeddingActFn { get; init; }

    /// <summary>Activation after the time MLP; none if null.</summary>
    public string? TimestepPostAct { get; init; }

    /// <summary>Channels of a vector that is added to the sinusoid (LCM's guidance); null for none.</summary>
    public int? TimeCondProjDim { get; init; }

    /// <summary>Side of the first convolution.</summary>
    public int ConvInKernel { get; init; } = 3;

    /// <summary>Side of the last convolution.</summary>
    public int ConvOutKernel { get; init; } = 3;

    /// <summary>default.</summary>
    public string AttentionType { get; init; } = "default";

    /// <summary>Two attentions to different texts; not supported.</summary>
    public bool DualCrossAttention { get; init; }

    /// <summary>Fields of other blocks, which those of Stable Diffusion take no notice of in the reference.</summary>
    internal static string[] OfOtherBlocks { get; } =
    [
        "cross_attention_norm", "mid_block_only_cross_attention", "resnet_skip_time_act", "resnet_out_scale_factor", "upcast_attention",
        "addition_embed_type_num_heads",
    ];

    internal const string PlainDown = "DownBlock2D";
    internal const string CrossDown = "CrossAttnDownBlock2D";
    internal const string PlainUp = "UpBlock2D";
    internal const string CrossUp = "CrossAttnUpBlock2D";
    internal const string PlainMid = "UNetMidBlock2D";
    internal const string CrossMid = "UNetMidBlock2DCrossAttn";

    /// <summary>Stable Diffusion 1.5.</summary>
    public static UNetConfig StableDiffusion15 { get; } = new() { CrossAttentionDim = 768, SampleSize = 64 };

    /// <summary>Stable Diffusion XL.</summary>
    public static UNetConfig StableDiffusionXL { get; } = new()
    {
        SampleSize = 128,
        BlockOutChannels = [320, 640, 1280],
        DownBlockTypes = [PlainDown, CrossDown, CrossDown],
        UpBlockTypes = [CrossUp, CrossUp, PlainUp],
        AttentionHeadDim = PerBlock<int>.Each(5, 10, 20),
        TransformerLayersPerBlock = PerBlock<PerBlock<int>>.Each(1, 2, 10),
        CrossAttentionDim = 2048,
        UseLinearProjection = true,
        AdditionEmbedType = "text_time",
        AdditionTimeEmbedDim = 256,
        ProjectionClassEmbeddingsInputDim = 2816,
    };

    /// <summary>Channels of the time vector.</summary>
    internal int TimeWidth => TimeEmbeddingDim ?? (4 * BlockOutChannels[0]);

    /// <summary>Heads of a level.</summary>
    internal PerBlock<int> Heads => NumAttentionHeads ?? AttentionHeadDim;

    /// <summary>The config of a model's folder, all of whose fields must be known.</summary>
    /// <param name="folder">Folder with <c>config.json</c>.</param>
    /// <exception cref="ConfigException">The file is no JSON, a field is not known, or one has a value of the wrong kind.</exception>
    public static UNetConfig Open(string folder) => ModelConfig.OpenStrict<UNetConfig>(folder, OfOtherBlocks);

    /// <summary>The config of a UNet or, beside its own fields, of a control network; all fields must be known.</summary>
    /// <exception cref="ConfigException">A field is not known, or has a value of the wrong kind.</exception>
    public static UNetConfig Read(System.Text.Json.JsonElement json) => ModelConfig.ReadStrict<UNetConfig>(json, [.. OfOtherBlocks, typeof(ControlNetConfig)]);

    /// <summary>This config, or an error that names what disagrees or is not supported.</summary>
    /// <exception cref="ConfigException">A value is out of range, unknown, or disagrees with another.</exception>
    public UNetConfig Checked()
    {
        UNetConfigCheck.Run(this);
        return this;
    }
}
