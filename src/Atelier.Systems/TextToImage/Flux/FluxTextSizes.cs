using System.Text.RegularExpressions;
using Atelier.Models.Dialects;
using Atelier.Models.Text.Clip;
using Atelier.Models.Text.T5;
using Atelier.Torch.Weights;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Sizes and names of text encoders in single files.</summary>
internal static partial class FluxTextSizes
{
    private const int ClipHeadWidth = 64;

    // llama.cpp's names of T5, which GGUF files have; {i} is the block.
    private static readonly (string Gguf, string Transformers)[] GgufNames =
    [
        ("attn_q", "layer.0.SelfAttention.q"), ("attn_k", "layer.0.SelfAttention.k"), ("attn_v", "layer.0.SelfAttention.v"),
        ("attn_o", "layer.0.SelfAttention.o"), ("attn_rel_b", "layer.0.SelfAttention.relative_attention_bias"), ("attn_norm", "layer.0.layer_norm"),
        ("ffn_gate", "layer.1.DenseReluDense.wi_0"), ("ffn_up", "layer.1.DenseReluDense.wi_1"), ("ffn_down", "layer.1.DenseReluDense.wo"),
        ("ffn_norm", "layer.1.layer_norm"),
    ];

    /// <summary>The tensors under transformers' names, whatever dialect the file has.</summary>
    public static ITensorSource Named(ITensorSource source)
    {
        if (!source.Names.Contains("enc.blk.0.attn_q.weight"))
            return source;
        var recipes = new Dictionary<string, TensorRecipe>();
        foreach (var name in source.Names)
        {
            if (name == "token_embd.weight")
                recipes.Add("shared.weight", new(name, TensorCut.Whole));
            else if (name == "enc.output_norm.weight")
                recipes.Add("encoder.final_layer_norm.weight", new(name, TensorCut.Whole));
            else if (GgufBlock().Match(name) is { Success: true } match && GgufNames.FirstOrDefault(n => n.Gguf == match.Groups[2].Value).Transformers is { } ours)
                recipes.Add($"encoder.block.{match.Groups[1].Value}.{ours}.weight", new(name, TensorCut.Whole));
        }

        return new TranslatedTensors(source, recipes);
    }

    /// <summary>Sizes of a CLIP text encoder by its tensors; heads have 64 channels.</summary>
    public static ClipTextConfig Clip(ITensorSource source)
    {
        var prefix = source.Names.Any(n => n.StartsWith("text_model.", StringComparison.Ordinal)) ? "text_model." : "";
        long[] Shape(string name) => source.ShapeOf($"{prefix}{name}");
        var table = Shape("embeddings.token_embedding.weight");
        return new()
        {
            VocabSize = (int)table[0],
            HiddenSize = (int)table[1],
            MaxPositionEmbeddings = (int)Shape("embeddings.position_embedding.weight")[0],
            IntermediateSize = (int)Shape("encoder.layers.0.mlp.fc1.weight")[0],
            NumHiddenLayers = source.Names.Count(n => n.EndsWith(".layer_norm1.weight", StringComparison.Ordinal)),
            NumAttentionHeads = Math.Max(1, (int)table[1] / ClipHeadWidth),
            // The end of text has the largest id, whatever it is.
            EosTokenId = ClipTextConfig.LegacyEosTokenId,
        };
    }

    /// <summary>Sizes of a T5 v1.1 encoder by its tensors.</summary>
    public static T5Config T5(ITensorSource source)
    {
        var table = source.ShapeOf(source.Names.Contains("shared.weight") ? "shared.weight" : "encoder.embed_tokens.weight");
        var bias = source.ShapeOf("encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight");
        return new()
        {
            VocabSize = (int)table[0],
            Width = (int)table[1],
            HeadWidth = (int)(source.ShapeOf("encoder.block.0.layer.0.SelfAttention.q.weight")[0] / bias[1]),
            NumHeads = (int)bias[1],
            RelativeAttentionNumBuckets = (int)bias[0],
            FeedForwardWidth = (int)source.ShapeOf("encoder.block.0.layer.1.DenseReluDense.wi_0.weight")[0],
            NumLayers = source.Names.Count(n => n.EndsWith(".SelfAttention.q.weight", StringComparison.Ordinal)),
        };
    }

    [GeneratedRegex(@"^enc\.blk\.(\d+)\.(\w+)\.weight$")]
    private static partial Regex GgufBlock();
}
