using Atelier.Models.Configs;

namespace Atelier.Models.Flux;

/// <summary>Sizes of a FLUX control network; the names and defaults are those of a public <c>config.json</c>.</summary>
public sealed record FluxControlNetConfig
{
    /// <summary>Side of the patch that a token of a hint picture covers.</summary>
    public int PatchSize { get; init; } = 1;

    /// <summary>Channels of an image token.</summary>
    public int InChannels { get; init; } = 64;

    /// <summary>Double-stream blocks.</summary>
    public int NumLayers { get; init; } = 19;

    /// <summary>Single-stream blocks.</summary>
    public int NumSingleLayers { get; init; } = 38;

    /// <summary>Channels of a head.</summary>
    public int AttentionHeadDim { get; init; } = 128;

    /// <summary>Heads.</summary>
    public int NumAttentionHeads { get; init; } = 24;

    /// <summary>Channels of a text token.</summary>
    public int JointAttentionDim { get; init; } = 4096;

    /// <summary>Channels of the pooled text.</summary>
    public int PooledProjectionDim { get; init; } = 768;

    /// <summary>Whether the guidance number is an input.</summary>
    public bool GuidanceEmbeds { get; init; }

    /// <summary>Channels of a head that each position axis rotates.</summary>
    public IReadOnlyList<int> AxesDimsRope { get; init; } = [16, 56, 56];

    /// <summary>Kinds of control that one network knows (union); null for a network of one kind.</summary>
    public int? NumMode { get; init; }

    /// <summary>Channels of the folded hint picture; null where the control comes as packed latents.</summary>
    public int? ConditioningEmbeddingChannels { get; init; }

    /// <summary>The transformer that it is a copy of.</summary>
    internal FluxConfig Body => new()
    {
        InChannels = InChannels,
        NumLayers = NumLayers,
        NumSingleLayers = NumSingleLayers,
        AttentionHeadDim = AttentionHeadDim,
        NumAttentionHeads = NumAttentionHeads,
        JointAttentionDim = JointAttentionDim,
        PooledProjectionDim = PooledProjectionDim,
        GuidanceEmbeds = GuidanceEmbeds,
        AxesDimsRope = AxesDimsRope,
    };

    /// <summary>This config, or an error that names what disagrees.</summary>
    /// <exception cref="ConfigException">Two sizes disagree.</exception>
    public FluxControlNetConfig Checked()
    {
        if (ConditioningEmbeddingChannels is { } channels)
        {
            ConfigException.Require(
                channels * PatchSize * PatchSize == InChannels,
                $"conditioning_embedding_channels {channels} in patches of {PatchSize} give {channels * PatchSize * PatchSize} channels, in_channels is {InChannels}.");
        }

        return this;
    }
}
