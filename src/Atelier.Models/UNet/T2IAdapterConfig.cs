using Atelier.Models.Configs;

namespace Atelier.Models.UNet;

/// <summary>Sizes of a T2I adapter; the names and defaults are those of a public <c>config.json</c>.</summary>
public sealed record T2IAdapterConfig
{
    /// <summary>Channels of the picture.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Channels of each level.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [320, 640, 1280, 1280];

    /// <summary>Residual blocks of a level.</summary>
    public int NumResBlocks { get; init; } = 2;

    /// <summary>Pixels folded into one at the start.</summary>
    public int DownscaleFactor { get; init; } = 8;

    /// <summary>full_adapter, full_adapter_xl or light_adapter.</summary>
    public string AdapterType { get; init; } = "full_adapter";

    /// <summary>This config, or an error that names what disagrees.</summary>
    /// <exception cref="ConfigException">A value is out of range or unknown.</exception>
    public T2IAdapterConfig Checked()
    {
        ConfigException.Require(
            AdapterType is "full_adapter" or "full_adapter_xl" or "light_adapter",
            $"adapter_type is '{AdapterType}'; there are full_adapter, full_adapter_xl and light_adapter.");
        ConfigException.Require(
            Channels.Count > 0 && (AdapterType != "full_adapter_xl" || Channels.Count == 4),
            $"{AdapterType} has {Channels.Count} channels; full_adapter_xl takes 4, the others at least 1.");
        ConfigException.Require(InChannels > 0 && NumResBlocks >= 0 && DownscaleFactor > 0, "in_channels and downscale_factor must be positive.");
        return this;
    }
}
