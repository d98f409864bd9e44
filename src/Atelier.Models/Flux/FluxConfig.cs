using Atelier.Models.Configs;

namespace Atelier.Models.Flux;

/// <summary>Sizes of a FLUX transformer; the names and defaults are those of a public <c>config.json</c>.</summary>
public sealed record FluxConfig
{
    /// <summary>Side of the patch that one token gives back, 1 where the latent is packed outside.</summary>
    public int PatchSize { get; init; } = 1;

    /// <summary>Channels of an image token that comes in.</summary>
    public int InChannels { get; init; } = 64;

    /// <summary>Channels of an image token that goes out, by patch pixel; as came in if null.</summary>
    public int? OutChannels { get; init; }

    /// <summary>Double-stream blocks.</summary>
    public int NumLayers { get; init; } = 19;

    /// <summary>Single-stream blocks.</summary>
    public int NumSingleLayers { get; init; } = 38;

    /// <summary>Channels of a head.</summary>
    public int AttentionHeadDim { get; init; } = 128;

    /// <summary>Heads.</summary>
    public int NumAttentionHeads { get; init; } = 24;

    /// <summary>Channels of a text token that comes in.</summary>
    public int JointAttentionDim { get; init; } = 4096;

    /// <summary>Channels of the pooled text; 0 for a network without it.</summary>
    public int PooledProjectionDim { get; init; } = 768;

    /// <summary>Whether the guidance number is an input.</summary>
    public bool GuidanceEmbeds { get; init; }

    /// <summary>Channels of a head that each position axis rotates.</summary>
    public IReadOnlyList<int> AxesDimsRope { get; init; } = [16, 56, 56];

    /// <summary>Channels inside.</summary>
    public int Width => AttentionHeadDim * NumAttentionHeads;

    /// <summary>Channels of an output token.</summary>
    public int OutputWidth => PatchSize * PatchSize * (OutChannels ?? InChannels);

    /// <summary>FLUX.1 dev.</summary>
    public static FluxConfig Dev { get; } = new() { GuidanceEmbeds = true };

    /// <summary>FLUX.1 schnell.</summary>
    public static FluxConfig Schnell { get; } = new();

    /// <summary>FLUX.1 Fill: masked image and mask come in beside the noise.</summary>
    public static FluxConfig Fill { get; } = new() { GuidanceEmbeds = true, InChannels = 384, OutChannels = 64 };

    /// <summary>FLUX.1 Canny and Depth: the condition comes in beside the noise.</summary>
    public static FluxConfig Control { get; } = new() { GuidanceEmbeds = true, InChannels = 128, OutChannels = 64 };

    /// <summary>This config, or an error that names what disagrees.</summary>
    /// <exception cref="ConfigException">A size is out of range, or two sizes disagree.</exception>
    public FluxConfig Checked()
    {
        foreach (var (name, value, least) in new (string, int, int)[]
        {
            ("patch_size", PatchSize, 1), ("in_channels", InChannels, 1), ("out_channels", OutChannels ?? 1, 1), ("num_layers", NumLayers, 0),
            ("num_single_layers", NumSingleLayers, 0), ("attention_head_dim", AttentionHeadDim, 2), ("num_attention_heads", NumAttentionHeads, 1),
            ("joint_attention_dim", JointAttentionDim, 1), ("pooled_projection_dim", PooledProjectionDim, 0),
        })
        {
            ConfigException.Require(value >= least, $"{name} is {value}, it must be at least {least}.");
        }

        ConfigException.Require(NumLayers + NumSingleLayers > 0, "num_layers and num_single_layers are both 0.");
        ConfigException.Require(
            AxesDimsRope.Sum() == AttentionHeadDim,
            $"axes_dims_rope [{string.Join(", ", AxesDimsRope)}] sums to {AxesDimsRope.Sum()}, attention_head_dim is {AttentionHeadDim}.");
        ConfigException.Require(
            AxesDimsRope.All(a => a > 0 && a % 2 == 0), $"axes_dims_rope [{string.Join(", ", AxesDimsRope)}] must be even and positive.");
        return this;
    }
}
