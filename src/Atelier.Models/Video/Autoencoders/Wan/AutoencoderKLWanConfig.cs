using Atelier.Models.Configs;

namespace Atelier.Models.Video.Autoencoders.Wan;

/// <summary>Sizes of Wan's video autoencoder; defaults are those of Wan 2.1. Fields are named as in <c>config.json</c>.</summary>
public sealed record AutoencoderKLWanConfig
{
    /// <summary>Channels of the encoder's first level.</summary>
    public int BaseDim { get; init; } = 96;

    /// <summary>Channels of the decoder's last level; the encoder's first if left out.</summary>
    public int? DecoderBaseDim { get; init; }

    /// <summary>Channels of the latent.</summary>
    public int ZDim { get; init; } = 16;

    /// <summary>Channels of each level over those of the first.</summary>
    public IReadOnlyList<int> DimMult { get; init; } = [1, 2, 4, 4];

    /// <summary>Residual units of a level.</summary>
    public int NumResBlocks { get; init; } = 2;

    /// <summary>Scales of the encoder, 1, 0.5, .., with attention after each unit.</summary>
    public IReadOnlyList<double> AttnScales { get; init; } = [];

    /// <summary>Levels whose end halves the frames; the spelling is the files'.</summary>
    public IReadOnlyList<bool> TemperalDownsample { get; init; } = [false, true, true];

    /// <summary>Whether levels have shortcuts around them (Wan 2.2).</summary>
    public bool IsResidual { get; init; }

    /// <summary>Channels that enter the encoder.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Channels that leave the decoder.</summary>
    public int OutChannels { get; init; } = 3;

    /// <summary>Pixels of a side that are folded into channels first; null for none.</summary>
    public int? PatchSize { get; init; }

    /// <summary>Mean of each channel of the latent.</summary>
    public IReadOnlyList<double> LatentsMean { get; init; } =
        [-0.7571, -0.7089, -0.9113, 0.1075, -0.1745, 0.9653, -0.1517, 1.5508, 0.4134, -0.0715, 0.5517, -0.3632, -0.1922, -0.9497, 0.2503, -0.2921];

    /// <summary>Deviation of each channel of the latent.</summary>
    public IReadOnlyList<double> LatentsStd { get; init; } =
        [2.8184, 1.4541, 2.3275, 2.6558, 1.2196, 1.7708, 2.6052, 2.0743, 3.2687, 2.1526, 2.8652, 1.5579, 1.6382, 1.1253, 2.8251, 1.9160];

    internal bool ShrinksTime(int level) => level < DimMult.Count - 1 && TemperalDownsample[level];

    internal bool ShrinksSpace(int level) => level < DimMult.Count - 1;

    internal AutoencoderKLWanConfig Checked()
    {
        ConfigException.Require(
            TemperalDownsample.Count >= DimMult.Count - 1, $"{DimMult.Count} levels, but temperal_downsample for {TemperalDownsample.Count}.");
        ConfigException.Require(
            LatentsMean.Count == ZDim && LatentsStd.Count == ZDim, $"z_dim is {ZDim}, with {LatentsMean.Count} means and {LatentsStd.Count} deviations.");
        return this;
    }
}
