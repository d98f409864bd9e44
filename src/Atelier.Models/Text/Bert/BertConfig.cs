namespace Atelier.Models.Text.Bert;

/// <summary>Sizes of a BERT encoder; defaults are those of bert-base. Fields are named as in <c>config.json</c>.</summary>
public sealed record BertConfig
{
    /// <summary>Pieces of the vocabulary.</summary>
    public int VocabSize { get; init; } = 30522;

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

    /// <summary>Longest sequence.</summary>
    public int MaxPositionEmbeddings { get; init; } = 512;

    /// <summary>Kinds of segments.</summary>
    public int TypeVocabSize { get; init; } = 2;

    /// <summary>Added to the variance in the norms.</summary>
    public double LayerNormEps { get; init; } = 1e-12;
}
