using Atelier.Models.Configs;

namespace Atelier.Models.Lumina2;

/// <summary>Sizes of a Lumina-Image 2 transformer; names and defaults are those of a public <c>config.json</c>.</summary>
public sealed record Lumina2Config
{
    /// <summary>Side of a patch.</summary>
    public int PatchSize { get; init; } = 2;

    /// <summary>Channels of the latent that comes in.</summary>
    public int InChannels { get; init; } = 16;

    /// <summary>Channels of the latent that goes out; as came in if null.</summary>
    public int? OutChannels { get; init; }

    /// <summary>Channels inside.</summary>
    public int HiddenSize { get; init; } = 2304;

    /// <summary>Blocks over text and image.</summary>
    public int NumLayers { get; init; } = 26;

    /// <summary>Blocks over the text alone, and over the image alone.</summary>
    public int NumRefinerLayers { get; init; } = 2;

    /// <summary>Query heads.</summary>
    public int NumAttentionHeads { get; init; } = 24;

    /// <summary>Key and value heads.</summary>
    public int NumKvHeads { get; init; } = 8;

    /// <summary>The width inside the MLP is rounded up to a multiple of it.</summary>
    public int MultipleOf { get; init; } = 256;

    /// <summary>Factor of the width inside the MLP; none if null.</summary>
    public double? FfnDimMultiplier { get; init; }

    /// <summary>Of the norms.</summary>
    public double NormEps { get; init; } = 1e-5;

    /// <summary>Channels of a head that text index, row and column rotate.</summary>
    public IReadOnlyList<int> AxesDimRope { get; init; } = [32, 32, 32];

    /// <summary>Channels of a text token that comes in.</summary>
    public int CapFeatDim { get; init; } = 1024;

    /// <summary>Channels of the conditioning vector.</summary>
    public int ConditioningWidth => Math.Min(HiddenSize, 1024);

    /// <summary>Channels inside the MLP.</summary>
    public int InnerWidth
    {
        get
        {
            var inner = FfnDimMultiplier is { } factor ? (int)(factor * 4 * HiddenSize) : 4 * HiddenSize;
            return (inner + MultipleOf - 1) / MultipleOf * MultipleOf;
        }
    }

    internal Lumina2Config Checked()
    {
        ConfigException.Require(
            HiddenSize % NumAttentionHeads == 0 && NumAttentionHeads % NumKvHeads == 0,
            $"hidden_size {HiddenSize}, num_attention_heads {NumAttentionHeads} and num_kv_heads {NumKvHeads} do not divide.");
        ConfigException.Require(
            AxesDimRope.Count == 3 && AxesDimRope.Sum() == HiddenSize / NumAttentionHeads && AxesDimRope.All(a => a > 0 && a % 2 == 0),
            $"axes_dim_rope [{string.Join(", ", AxesDimRope)}] must be three even numbers that sum to {HiddenSize / NumAttentionHeads}.");
        return this;
    }
}
