using Atelier.Models.Configs;

namespace Atelier.Models.Autoencoders;

/// <summary>Sizes of an <see cref="AutoencoderTiny"/>; the names and defaults are those of a public <c>config.json</c>.</summary>
public sealed record AutoencoderTinyConfig
{
    /// <summary>Channels of a picture that comes in.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Channels of a picture that comes out.</summary>
    public int OutChannels { get; init; } = 3;

    /// <summary>Channels of each encoder stage; all are the same.</summary>
    public IReadOnlyList<int> EncoderBlockOutChannels { get; init; } = [64, 64, 64, 64];

    /// <summary>Channels of each decoder stage; all are the same.</summary>
    public IReadOnlyList<int> DecoderBlockOutChannels { get; init; } = [64, 64, 64, 64];

    /// <summary>Name of the activation.</summary>
    public string ActFn { get; init; } = "relu";

    /// <summary>Channels of the latent.</summary>
    public int LatentChannels { get; init; } = 4;

    /// <summary>Written beside <see cref="DecoderBlockOutChannels"/> by the reference, and the same; not read.</summary>
    public IReadOnlyList<int>? BlockOutChannels { get; init; }

    /// <summary>How pixels are enlarged: nearest, bilinear or bicubic.</summary>
    public string UpsampleFn { get; init; } = "nearest";

    /// <summary>Factor of each enlargement.</summary>
    public int UpsamplingScalingFactor { get; init; } = 2;

    /// <summary>Blocks of each encoder stage.</summary>
    public IReadOnlyList<int> NumEncoderBlocks { get; init; } = [1, 3, 3, 3];

    /// <summary>Blocks of each decoder stage.</summary>
    public IReadOnlyList<int> NumDecoderBlocks { get; init; } = [3, 3, 3, 1];

    /// <summary>Half the range of latents when they are stored in 0..1.</summary>
    public double LatentMagnitude { get; init; } = 3;

    /// <summary>What zero becomes when latents are stored in 0..1.</summary>
    public double LatentShift { get; init; } = 0.5;

    /// <summary>What diffusion networks expect a latent to be multiplied with; not applied inside.</summary>
    public double ScalingFactor { get; init; } = 1;

    /// <summary>What diffusion networks expect to be subtracted before; not applied inside.</summary>
    public double ShiftFactor { get; init; }

    /// <summary>This config, or an error that names what disagrees.</summary>
    /// <exception cref="ConfigException">A size is out of range, or two sizes disagree.</exception>
    public AutoencoderTinyConfig Checked()
    {
        Check("encoder", EncoderBlockOutChannels, NumEncoderBlocks);
        Check("decoder", DecoderBlockOutChannels, NumDecoderBlocks);
        ConfigException.Require(
            UpsampleFn is "nearest" or "bilinear" or "bicubic", $"upsample_fn is '{UpsampleFn}'; there are nearest, bilinear and bicubic.");
        ConfigException.Require(
            InChannels > 0 && OutChannels > 0 && LatentChannels > 0 && UpsamplingScalingFactor > 0,
            "in_channels, out_channels, latent_channels and upsampling_scaling_factor must be positive.");
        return this;
    }

    private static void Check(string half, IReadOnlyList<int> channels, IReadOnlyList<int> blocks)
    {
        ConfigException.Require(
            channels.Count > 0 && channels.Count == blocks.Count, $"{channels.Count} {half}_block_out_channels, but {blocks.Count} num_{half}_blocks.");
        ConfigException.Require(
            channels.All(c => c > 0 && c == channels[0]), $"{half}_block_out_channels [{string.Join(", ", channels)}] must all be the same positive number.");
    }
}
