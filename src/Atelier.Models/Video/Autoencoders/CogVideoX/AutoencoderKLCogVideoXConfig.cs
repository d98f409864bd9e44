using System.Numerics;
using Atelier.Models.Configs;

namespace Atelier.Models.Video.Autoencoders.CogVideoX;

/// <summary>Sizes of CogVideoX's video autoencoder; defaults are the public ones. Fields are named as in <c>config.json</c>.</summary>
public sealed record AutoencoderKLCogVideoXConfig
{
    /// <summary>Channels of the video that comes in.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Channels of the video that goes out.</summary>
    public int OutChannels { get; init; } = 3;

    /// <summary>Kind of each level of the encoder; there is one.</summary>
    public IReadOnlyList<string>? DownBlockTypes { get; init; }

    /// <summary>Kind of each level of the decoder; there is one.</summary>
    public IReadOnlyList<string>? UpBlockTypes { get; init; }

    /// <summary>Channels of each level.</summary>
    public IReadOnlyList<int> BlockOutChannels { get; init; } = [128, 256, 256, 512];

    /// <summary>Channels of the latent.</summary>
    public int LatentChannels { get; init; } = 16;

    /// <summary>Residual units of a level of the encoder; the decoder has one more.</summary>
    public int LayersPerBlock { get; init; } = 3;

    /// <summary>Activation, by name.</summary>
    public string ActFn { get; init; } = "silu";

    /// <summary>Added to the variance in the norms.</summary>
    public double NormEps { get; init; } = 1e-6;

    /// <summary>Groups of the norms.</summary>
    public int NormNumGroups { get; init; } = 32;

    /// <summary>Video frames to a latent one, a power of two.</summary>
    public double TemporalCompressionRatio { get; init; } = 4;

    /// <summary>Pipelines multiply latents by it.</summary>
    public double ScalingFactor { get; init; } = 1.15258426;

    /// <summary>Whether the moments pass a convolution.</summary>
    public bool UseQuantConv { get; init; }

    /// <summary>Whether latents pass a convolution before the decoder.</summary>
    public bool UsePostQuantConv { get; init; }

    // Levels that halve the frames.
    internal int TimeLevels => BitOperations.Log2((uint)TemporalCompressionRatio);

    internal AutoencoderKLCogVideoXConfig Checked()
    {
        ConfigException.Require(
            TemporalCompressionRatio >= 1 && BitOperations.IsPow2((uint)TemporalCompressionRatio),
            $"temporal_compression_ratio is a power of two, not {TemporalCompressionRatio}.");
        foreach (var (types, kind) in new[] { (DownBlockTypes, "CogVideoXDownBlock3D"), (UpBlockTypes, "CogVideoXUpBlock3D") })
        {
            ConfigException.Require(
                types is null || (types.Count == BlockOutChannels.Count && types.All(t => t == kind)),
                $"{BlockOutChannels.Count} levels of {kind} are known, not [{string.Join(", ", types ?? [])}].");
        }

        foreach (var channels in BlockOutChannels)
            ConfigException.Require(channels % NormNumGroups == 0, $"{channels} channels do not divide into {NormNumGroups} groups.");
        return this;
    }
}
