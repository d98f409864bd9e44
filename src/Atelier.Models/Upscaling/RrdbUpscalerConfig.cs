using Atelier.Models.Configs;

namespace Atelier.Models.Upscaling;

/// <summary>Sizes of an <see cref="RrdbUpscaler"/>; names as in the published code where it has them.</summary>
public sealed record RrdbUpscalerConfig
{
    /// <summary>Channels inside.</summary>
    public int NumFeat { get; init; } = 64;

    /// <summary>Residual-in-residual dense blocks.</summary>
    public int NumBlock { get; init; } = 23;

    /// <summary>Channels that each convolution of a dense block adds.</summary>
    public int NumGrowCh { get; init; } = 32;

    /// <summary>Side of the pixel blocks that become channels before the first convolution: 1, 2 or 4.</summary>
    public int Unshuffle { get; init; } = 1;

    /// <summary>Doublings after the blocks, 0 to 3.</summary>
    public int Doublings { get; init; } = 2;

    /// <summary>This config, or an error that names what is wrong.</summary>
    /// <exception cref="ConfigException">A size is out of range.</exception>
    public RrdbUpscalerConfig Checked()
    {
        ConfigException.Require(
            NumFeat > 0 && NumBlock > 0 && NumGrowCh > 0, $"num_feat is {NumFeat}, num_block {NumBlock} and num_grow_ch {NumGrowCh}; all must be above 0.");
        ConfigException.Require(Unshuffle is 1 or 2 or 4, $"unshuffle is {Unshuffle}; allowed: 1, 2, 4.");
        ConfigException.Require(
            Doublings is >= 0 and <= 3 && 1 << Doublings >= Unshuffle, $"doublings is {Doublings} with unshuffle {Unshuffle}; the result must not be smaller than the picture.");
        return this;
    }
}
