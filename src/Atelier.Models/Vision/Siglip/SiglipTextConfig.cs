namespace Atelier.Models.Vision.Siglip;

/// <summary>Sizes of a SigLIP text encoder; defaults are those of the base model. Fields are named as in <c>config.json</c>.</summary>
public sealed record SiglipTextConfig
{
    /// <summary>Pieces of the vocabulary.</summary>
    public int VocabSize { get; init; } = 32000;

    /// <summary>Width of the stream.</summary>
    public int HiddenSize { get; init; } = 768;

    /// <summary>Width inside the feed-forward part.</summary>
    public int IntermediateSize { get; init; } = 3072;

    /// <summary>Number of blocks.</summary>
    public int NumHiddenLayers { get; init; } = 12;

    /// <summary>Attention heads; they divide the width.</summary>
    public int NumAttentionHeads { get; init; } = 12;

    /// <summary>Longest sequence.</summary>
    public int MaxPositionEmbeddings { get; init; } = 64;

    /// <summary>Activation, by name.</summary>
    public string HiddenAct { get; init; } = "gelu_pytorch_tanh";

    /// <summary>Added to the variance in the norms.</summary>
    public double LayerNormEps { get; init; } = 1e-6;

    /// <summary>Width of the text vector; the stream's if left out.</summary>
    public int? ProjectionSize { get; init; }
}
