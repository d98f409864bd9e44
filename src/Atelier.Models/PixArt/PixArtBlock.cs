using Atelier.Models.Layers.FeedForwards;
using Atelier.Torch;

namespace Atelier.Models.PixArt;

/// <summary>A block: its table is added to the modulation that all blocks share; cross attention has neither norm nor gate.</summary>
internal sealed class PixArtBlock : Module
{
    private readonly LayerNorm _norm1, _norm2;
    private readonly PixArtAttention _self, _cross;
    private readonly FeedForward _mlp;
    private readonly Parameter _table;

    public PixArtBlock(PixArtConfig config)
    {
        var width = config.Width;
        _table = AddParameter("scale_shift_table", [6, width], Initializers.Normal(1 / Math.Sqrt(width)));
        _norm1 = AddModule("norm1", new LayerNorm(width, config.NormEps, config.NormElementwiseAffine));
        _self = AddModule("attn1", new PixArtAttention(config, width));
        _cross = AddModule("attn2", new PixArtAttention(config, config.CrossAttentionDim));
        _norm2 = AddModule("norm2", new LayerNorm(width, config.NormEps, config.NormElementwiseAffine));
        _mlp = AddModule("ff", new FeedForward(width, 4 * width, FeedForward.KindOf(config.ActivationFn)));
    }

    /// <summary>x [B, N, C], modulation [B, 6, C], text [B, L, C], bias [B, 1, 1, L] or null.</summary>
    public Tensor Forward(Tensor x, Tensor modulation, Tensor text, Tensor? bias)
    {
        var parts = (modulation + _table.Value).Chunk(6, 1); // shift, scale, gate of attention and MLP
        var h = parts[0].AddCMul(_norm1.Forward(x), parts[1] + 1);
        x = x.AddCMul(parts[2], _self.Forward(h, h));
        x = x + _cross.Forward(x, text, bias);
        return x.AddCMul(parts[5], _mlp.Forward(parts[3].AddCMul(_norm2.Forward(x), parts[4] + 1)));
    }
}
