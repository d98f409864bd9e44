namespace Atelier.Models.Vision.Depth;

/// <summary>Sizes of DPT over a plain vision transformer; defaults are those of the large model. Fields are named as in <c>config.json</c>.</summary>
public sealed record DptConfig
{
    /// <summary>Width of the stream.</summary>
    public int HiddenSize { get; init; } = 768;

    /// <summary>Number of blocks.</summary>
    public int NumHiddenLayers { get; init; } = 12;

    /// <summary>Attention heads; they divide the width.</summary>
    public int NumAttentionHeads { get; init; } = 12;

    /// <summary>Width inside the feed-forward part.</summary>
    public int IntermediateSize { get; init; } = 3072;

    /// <summary>Activation, by name.</summary>
    public string HiddenAct { get; init; } = "gelu";

    /// <summary>Added to the variance in the norms.</summary>
    public double LayerNormEps { get; init; } = 1e-12;

    /// <summary>Pixels of a side for which the positions were trained.</summary>
    public int ImageSize { get; init; } = 384;

    /// <summary>Pixels of a patch's side.</summary>
    public int PatchSize { get; init; } = 16;

    /// <summary>Colour channels.</summary>
    public int NumChannels { get; init; } = 3;

    /// <summary>Whether query, key and value have biases.</summary>
    public bool QkvBias { get; init; } = true;

    /// <summary>Whether the backbone is convolutional below; not supported.</summary>
    public bool IsHybrid { get; init; }

    /// <summary>Blocks whose outputs are tapped, from 0.</summary>
    public IReadOnlyList<int> BackboneOutIndices { get; init; } = [2, 5, 8, 11];

    /// <summary>What becomes of the class token: <c>ignore</c>, <c>add</c> to every token, or <c>project</c> with every token.</summary>
    public string ReadoutType { get; init; } = "project";

    /// <summary>By how much each tap's grid is enlarged.</summary>
    public IReadOnlyList<double> ReassembleFactors { get; init; } = [4, 2, 1, 0.5];

    /// <summary>Channels of each tap's map.</summary>
    public IReadOnlyList<int> NeckHiddenSizes { get; init; } = [96, 192, 384, 768];

    /// <summary>Channels of the fused map.</summary>
    public int FusionHiddenSize { get; init; } = 256;

    /// <summary>Which fused map the head sees; negative numbers count from the last.</summary>
    public int HeadInIndex { get; init; } = -1;

    /// <summary>Whether a further convolution opens the head.</summary>
    public bool AddProjection { get; init; }

    internal DptNeckConfig Neck => new(HiddenSize, ReassembleFactors, NeckHiddenSizes, FusionHiddenSize);
}
