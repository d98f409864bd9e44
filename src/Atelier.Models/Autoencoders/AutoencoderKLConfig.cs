using System.Diagnostics.CodeAnalysis;
using Atelier.Models.Configs;

namespace Atelier.Models.Autoencoders;

/// <summary>Sizes of an <see cref="AutoencoderKL"/>; the names and defaults are those of a public <c>config.json</c>.</summary>
public sealed record AutoencoderKLConfig
{
    internal const string PlainDown = "DownEncoderBlock2D";
    internal const string PlainUp = "UpDecoderBlock2D";
    internal const string AttentionDown = "AttnDownEncoderBlock2D";
    internal const string AttentionUp = "AttnUpDecoderBlock2D";

    /// <summary>Channels of a picture that comes in.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Channels of a picture that comes out.</summary>
    public int OutChannels { get; init; } = 3;

    /// <summary>Channels of the latent.</summary>
    public int LatentChannels { get; init; } = 4;

    /// <summary>Channels of each level, from the finest; each level but the last halves the size.</summary>
    public IReadOnlyList<int> BlockOutChannels { get; init; } = [64];

    /// <summary>Residual blocks of an encoder level; a decoder level has one more.</summary>
    public int LayersPerBlock { get; init; } = 1;

    /// <summary>Groups of the norms.</summary>
    public int NormNumGroups { get; init; } = 32;

    /// <summary>Encoder levels: DownEncoderBlock2D or AttnDownEncoderBlock2D; all plain if null.</summary>
    [AllowNull]
    public IReadOnlyList<string> DownBlockTypes { get => field ?? [.. BlockOutChannels.Select(_ => PlainDown)]; init; }

    /// <summary>Decoder levels: UpDecoderBlock2D or AttnUpDecoderBlock2D; all plain if null.</summary>
    [AllowNull]
    public IReadOnlyList<string> UpBlockTypes { get => field ?? [.. BlockOutChannels.Select(_ => PlainUp)]; init; }

    /// <summary>Name of the activation in residual blocks; before the last convolutions it is SiLU always.</summary>
    public string ActFn { get; init; } = "silu";

    /// <summary>Side of a tile in pixels when a large picture is worked on in tiles.</summary>
    public int SampleSize { get; init; } = 32;

    /// <summary>What diffusion networks expect a latent to be multiplied with.</summary>
    public double ScalingFactor { get; init; } = 0.18215;

    /// <summary>What is subtracted from a latent before it is scaled; nothing if null.</summary>
    public double? ShiftFactor { get; init; }

    /// <summary>A 1x1 convolution after the encoder.</summary>
    public bool UseQuantConv { get; init; } = true;

    /// <summary>A 1x1 convolution before the decoder.</summary>
    public bool UsePostQuantConv { get; init; } = true;

    /// <summary>Attention at the coarsest level.</summary>
    public bool MidBlockAddAttention { get; init; } = true;

    /// <summary>The autoencoder of FLUX.1.</summary>
    public static AutoencoderKLConfig Flux { get; } = new()
    {
        BlockOutChannels = [128, 256, 512, 512],
        LayersPerBlock = 2,
        LatentChannels = 16,
        SampleSize = 1024,
        ScalingFactor = 0.3611,
        ShiftFactor = 0.1159,
        UseQuantConv = false,
        UsePostQuantConv = false,
    };

    /// <summary>The autoencoder of Stable Diffusion 1.5.</summary>
    public static AutoencoderKLConfig StableDiffusion { get; } = new() { BlockOutChannels = [128, 256, 512, 512], LayersPerBlock = 2, SampleSize = 512 };

    /// <summary>The autoencoder of Stable Diffusion 3.5, which LightGen paints through: FLUX's layout with other scales.</summary>
    public static AutoencoderKLConfig StableDiffusion35 { get; } = Flux with { ScalingFactor = 1.5305, ShiftFactor = 0.0609 };

    /// <summary>MAR's KL-16: stride 16, attention at the coarsest level of the encoder.</summary>
    public static AutoencoderKLConfig MarKl16 { get; } = new()
    {
        BlockOutChannels = [128, 128, 256, 256, 512],
        DownBlockTypes = [PlainDown, PlainDown, PlainDown, PlainDown, AttentionDown],
        LayersPerBlock = 2,
        LatentChannels = 16,
        SampleSize = 256,
        ScalingFactor = 0.2325,
    };

    /// <summary>Pixels of a latent pixel's side.</summary>
    public int Stride => 1 << (BlockOutChannels.Count - 1);

    /// <summary>This config, or an error that names what disagrees.</summary>
    /// <exception cref="ConfigException">A size is out of range, or two sizes disagree.</exception>
    public AutoencoderKLConfig Checked()
    {
        ConfigException.Require(BlockOutChannels.Count > 0, "block_out_channels is empty.");
        foreach (var channels in BlockOutChannels)
        {
            ConfigException.Require(
                channels > 0 && NormNumGroups > 0 && channels % NormNumGroups == 0,
                $"block_out_channels has {channels}, which does not divide into norm_num_groups {NormNumGroups}.");
        }

        ConfigException.Require(
            DownBlockTypes.Count == BlockOutChannels.Count && UpBlockTypes.Count == BlockOutChannels.Count,
            $"{BlockOutChannels.Count} block_out_channels, but {DownBlockTypes.Count} down_block_types and {UpBlockTypes.Count} up_block_types.");
        foreach (var type in DownBlockTypes)
            ConfigException.Require(type is PlainDown or AttentionDown, $"down_block_types has '{type}'; there are {PlainDown} and {AttentionDown}.");
        foreach (var type in UpBlockTypes)
            ConfigException.Require(type is PlainUp or AttentionUp, $"up_block_types has '{type}'; there are {PlainUp} and {AttentionUp}.");
        ConfigException.Require(
            InChannels > 0 && OutChannels > 0 && LatentChannels > 0 && LayersPerBlock > 0 && SampleSize > 0,
            "in_channels, out_channels, latent_channels, layers_per_block and sample_size must be positive.");
        return this;
    }
}
