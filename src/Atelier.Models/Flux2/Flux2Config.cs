using Atelier.Models.Configs;

namespace Atelier.Models.Flux2;

/// <summary>Sizes of a FLUX.2 transformer; names and defaults are those of a public <c>config.json</c>.</summary>
public sealed record Flux2Config
{
    /// <summary>Side of the patch that one token gives back, 1 where the latent is packed outside.</summary>
    public int PatchSize { get; init; } = 1;

    /// <summary>Channels of an image token that comes in.</summary>
    public int InChannels { get; init; } = 128;

    /// <summary>Channels of an image token that goes out, by patch pixel; as came in if null.</summary>
    public int? OutChannels { get; init; }

    /// <summary>Double-stream blocks.</summary>
    public int NumLayers { get; init; } = 8;

    /// <summary>Single-stream blocks.</summary>
    public int NumSingleLayers { get; init; } = 48;

    /// <summary>Channels of a head.</summary>
    public int AttentionHeadDim { get; init; } = 128;

    /// <summary>Heads.</summary>
    public int NumAttentionHeads { get; init; } = 48;

    /// <summary>Channels of a text token that comes in.</summary>
    public int JointAttentionDim { get; init; } = 15360;

    /// <summary>Channels of the sinusoids of time and guidance.</summary>
    public int TimestepGuidanceChannels { get; init; } = 256;

    /// <summary>Width inside the feed-forward parts over the width of the stream.</summary>
    public double MlpRatio { get; init; } = 3;

    /// <summary>Channels of a head that time, row, column and text index rotate.</summary>
    public IReadOnlyList<int> AxesDimsRope { get; init; } = [32, 32, 32, 32];

    /// <summary>Base of the rotary frequencies.</summary>
    public double RopeTheta { get; init; } = 2000;

    /// <summary>Of the norms.</summary>
    public double Eps { get; init; } = 1e-6;

    /// <summary>Whether the guidance number is an input.</summary>
    public bool GuidanceEmbeds { get; init; } = true;

    /// <summary>Channels inside.</summary>
    public int Width => AttentionHeadDim * NumAttentionHeads;

    /// <summary>Channels inside the feed-forward parts.</summary>
    public int InnerWidth => (int)(Width * MlpRatio);

    internal Flux2Config Checked()
    {
        ConfigException.Require(
            AxesDimsRope.Sum() == AttentionHeadDim && AxesDimsRope.All(a => a > 0 && a % 2 == 0),
            $"axes_dims_rope [{string.Join(", ", AxesDimsRope)}] must be even and sum to attention_head_dim {AttentionHeadDim}.");
        return this;
    }
}
