using Atelier.Models.Configs;
using Atelier.Torch.Weights;

namespace Atelier.Models.Text.Clip;

/// <summary>Sizes of a CLIP text encoder; defaults are those of CLIP-L. Fields are named as in <c>config.json</c>.</summary>
public sealed record ClipTextConfig
{
    /// <summary>The id that public configurations of old carry for the end of text although the vocabulary's is another.</summary>
    public const int LegacyEosTokenId = 2;

    /// <summary>Pieces of the vocabulary.</summary>
    public int VocabSize { get; init; } = 49408;

    /// <summary>Width of the stream.</summary>
    public int HiddenSize { get; init; } = 768;

    /// <summary>Width inside the feed-forward part.</summary>
    public int IntermediateSize { get; init; } = 3072;

    /// <summary>Number of blocks.</summary>
    public int NumHiddenLayers { get; init; } = 12;

    /// <summary>Attention heads; they divide the width.</summary>
    public int NumAttentionHeads { get; init; } = 12;

    /// <summary>Longest sequence.</summary>
    public int MaxPositionEmbeddings { get; init; } = 77;

    /// <summary>Activation, by name.</summary>
    public string HiddenAct { get; init; } = "quick_gelu";

    /// <summary>Added to the variance in the norms.</summary>
    public double LayerNormEps { get; init; } = 1e-5;

    /// <summary>Width of the text vector after projection.</summary>
    public int ProjectionDim { get; init; } = 768;

    /// <summary>End of text, whose first place is pooled; <see cref="LegacyEosTokenId"/> pools at the largest id.</summary>
    public int EosTokenId { get; init; } = 49407;

    /// <summary>Reads the sizes off the tensors of an encoder in transformers' names, with or without <c>text_model.</c>; heads have 64 channels.</summary>
    /// <exception cref="ConfigException">The tensors are no such encoder's.</exception>
    public static ClipTextConfig Of(ITensorSource source)
    {
        const int HeadWidth = 64;
        long[] Shape(string name) => source.Names.FirstOrDefault(n => n == name || n == $"text_model.{name}") is { } found
            ? source.ShapeOf(found)
            : throw new ConfigException($"{source.Path} holds no CLIP text encoder: there is no {name}.");
        var (vocabulary, positions) = (Shape("embeddings.token_embedding.weight"), Shape("embeddings.position_embedding.weight"));
        return new()
        {
            VocabSize = (int)vocabulary[0],
            HiddenSize = (int)vocabulary[1],
            MaxPositionEmbeddings = (int)positions[0],
            IntermediateSize = (int)Shape("encoder.layers.0.mlp.fc1.weight")[0],
            NumHiddenLayers = source.Names.Count(n => n.EndsWith(".layer_norm1.weight", StringComparison.Ordinal)),
            NumAttentionHeads = Math.Max(1, (int)vocabulary[1] / HeadWidth),
            EosTokenId = LegacyEosTokenId,
        };
    }
}
