using Atelier.Models.Text.Clip;
using Atelier.Torch;

namespace Atelier.Models.Vision.Siglip;

/// <summary>SigLIP's text encoder: every token sees every other, padding too, and the last one is pooled. (Zhai et al. 2023, arXiv 2303.15343)</summary>
public sealed class SiglipTextModel : Module
{
    private readonly Embedding _tokens, _positions;
    private readonly ClipLayer[] _layers;
    private readonly LayerNorm _norm;
    private readonly Linear _head;

    /// <summary>Registers all parts under the names of public checkpoints.</summary>
    /// <exception cref="ArgumentException">The heads do not divide the width, or the activation is unknown.</exception>
    public SiglipTextModel(SiglipTextConfig config)
    {
        Config = config;
        var width = config.HiddenSize;
        _tokens = AddModule("text_model.embeddings.token_embedding", new Embedding(config.VocabSize, width));
        _positions = AddModule("text_model.embeddings.position_embedding", new Embedding(config.MaxPositionEmbeddings, width));
        _layers = AddModules("text_model.encoder.layers", config.NumHiddenLayers, _ =>
            new ClipLayer(width, config.IntermediateSize, config.NumAttentionHeads, config.HiddenAct, config.LayerNormEps));
        _norm = AddModule("text_model.final_layer_norm", new LayerNorm(width, config.LayerNormEps));
        _head = AddModule("text_model.head", new Linear(width, config.ProjectionSize ?? width));
    }

    /// <summary>Sizes.</summary>
    public SiglipTextConfig Config { get; }

    /// <summary>Encodes tokens; pooled is the head's answer to the last one.</summary>
    /// <param name="ids">[B, N] Int64, padded to the full length.</param>
    /// <param name="mask">[B, N], 0 at padding that no token shall see; all are seen if left out, as in training.</param>
    /// <exception cref="ArgumentException">There are more tokens than positions.</exception>
    public EncoderStates Forward(Tensor ids, Tensor? mask = null)
    {
        var count = ids.Size(1);
        if (count > Config.MaxPositionEmbeddings)
            throw new ArgumentException($"{count} tokens were given, the encoder has {Config.MaxPositionEmbeddings} positions.");
        var x = _tokens.Forward(ids).Widened() + _positions.Weight.Value.Narrow(0, 0, count).Widened(); // [B, N, C]
        var states = ClipLayer.Run(_layers, x, AttentionMask.Keys(mask));
        var last = _norm.Forward(states[^1]);
        return new(states, last, _head.Forward(last.Select(1, -1)));
    }
}
