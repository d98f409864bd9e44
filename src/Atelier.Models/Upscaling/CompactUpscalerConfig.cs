using Atelier.Models.Configs;

namespace Atelier.Models.Upscaling;

/// <summary>Sizes of a <see cref="CompactUpscaler"/>, by the names of the published code.</summary>
public sealed record CompactUpscalerConfig
{
    /// <summary>Channels inside.</summary>
    public int NumFeat { get; init; } = 64;

    /// <summary>Convolutions between the first and the last.</summary>
    public int NumConv { get; init; } = 16;

    /// <summary>How many times as wide and high the result is, 1 to 8.</summary>
    public int Upscale { get; init; } = 4;

    /// <summary>This config, or an error that names what is wrong.</summary>
    /// <exception cref="ConfigException">A size is out of range.</exception>
    public CompactUpscalerConfig Checked()
    {
        ConfigException.Require(NumFeat > 0 && NumConv >= 0, $"num_feat is {NumFeat} and num_conv {NumConv}; they must be above 0 and at least 0.");
        ConfigException.Require(Upscale is >= 1 and <= 8, $"upscale is {Upscale}; allowed: 1 to 8.");
        return this;
    }
}
