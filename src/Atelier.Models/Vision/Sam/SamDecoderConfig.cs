namespace Atelier.Models.Vision.Sam;

/// <summary>Sizes of Segment Anything's decoder of masks. Fields are named as in <c>config.json</c>.</summary>
public sealed record SamDecoderConfig
{
    /// <summary>Width of the stream.</summary>
    public int HiddenSize { get; init; } = 256;

    /// <summary>Activation of the blocks, by name.</summary>
    public string HiddenAct { get; init; } = "relu";

    /// <summary>Width inside the feed-forward parts.</summary>
    public int MlpDim { get; init; } = 2048;

    /// <summary>Number of blocks.</summary>
    public int NumHiddenLayers { get; init; } = 2;

    /// <summary>Attention heads.</summary>
    public int NumAttentionHeads { get; init; } = 8;

    /// <summary>By how much attention between tokens and image is narrower than the stream.</summary>
    public int AttentionDownsampleRate { get; init; } = 2;

    /// <summary>Masks of which the best is chosen, beside the single one.</summary>
    public int NumMultimaskOutputs { get; init; } = 3;

    /// <summary>Linears of the head that rates masks.</summary>
    public int IouHeadDepth { get; init; } = 3;

    /// <summary>Width inside that head.</summary>
    public int IouHeadHiddenDim { get; init; } = 256;

    /// <summary>Added to the variance in the norms of the blocks.</summary>
    public double LayerNormEps { get; init; } = 1e-6;
}
