using Atelier.Models.Configs;

namespace Atelier.Models.QwenImage;

/// <summary>Sizes of a Qwen-Image transformer; names and defaults are those of a public <c>config.json</c>.</summary>
public sealed record QwenImageConfig
{
    /// <summary>Side of the patch that one token gives back.</summary>
    public int PatchSize { get; init; } = 2;

    /// <summary>Channels of an image token that comes in.</summary>
    public int InChannels { get; init; } = 64;

    /// <summary>Channels of the latent that goes out; as a token that comes in if null.</summary>
    public int? OutChannels { get; init; } = 16;

    /// <summary>Blocks.</summary>
    public int NumLayers { get; init; } = 60;

    /// <summary>Channels of a head.</summary>
    public int AttentionHeadDim { get; init; } = 128;

    /// <summary>Heads.</summary>
    public int NumAttentionHeads { get; init; } = 24;

    /// <summary>Channels of a text token that comes in.</summary>
    public int JointAttentionDim { get; init; } = 3584;

    /// <summary>Channels of a head that frame, row and column rotate.</summary>
    public IReadOnlyList<int> AxesDimsRope { get; init; } = [16, 56, 56];

    /// <summary>Whether condition images are modulated as clean ones (edit form of late 2025).</summary>
    public bool ZeroCondT { get; init; }

    /// <summary>Channels inside.</summary>
    public int Width => AttentionHeadDim * NumAttentionHeads;

    internal QwenImageConfig Checked()
    {
        ConfigException.Require(
            AxesDimsRope.Count == 3 && AxesDimsRope.Sum() == AttentionHeadDim && AxesDimsRope.All(a => a > 0 && a % 2 == 0),
            $"axes_dims_rope [{string.Join(", ", AxesDimsRope)}] must be three even numbers that sum to attention_head_dim {AttentionHeadDim}.");
        return this;
    }
}
