using Atelier.Torch;

namespace Atelier.Models.PixArt;

/// <summary>Attention of the tokens to themselves or to the text.</summary>
internal sealed class PixArtAttention : Module
{
    private readonly Linear _q, _k, _v, _out;
    private readonly int _heads;

    public PixArtAttention(PixArtConfig config, int context)
    {
        _heads = config.NumAttentionHeads;
        _q = AddModule("to_q", new Linear(config.Width, config.Width, config.AttentionBias));
        _k = AddModule("to_k", new Linear(context, config.Width, config.AttentionBias));
        _v = AddModule("to_v", new Linear(context, config.Width, config.AttentionBias));
        _out = AddModule("to_out.0", new Linear(config.Width, config.Width));
    }

    /// <summary>x [B, N, C], seen tokens [B, M, context], bias [B, 1, 1, M] or null.</summary>
    public Tensor Forward(Tensor x, Tensor context, Tensor? bias = null)
    {
        Tensor Split(Linear layer, Tensor y) => Heads.Split(layer.Forward(y), _heads);
        return _out.Forward(Heads.Merge(ScaledDotProduct.Attend(Split(_q, x), Split(_k, context), Split(_v, context), bias)));
    }
}
