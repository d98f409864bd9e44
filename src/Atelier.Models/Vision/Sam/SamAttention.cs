using Atelier.Torch;

namespace Atelier.Models.Vision.Sam;

/// <summary>Attention of Segment Anything's decoder, narrower inside than outside. [B, N, C]</summary>
internal sealed class SamAttention : Module
{
    private readonly Linear _q, _k, _v, _out;
    private readonly int _heads;

    public SamAttention(SamDecoderConfig config, int downsample)
    {
        var (width, inner) = (config.HiddenSize, config.HiddenSize / downsample);
        _heads = config.NumAttentionHeads;
        Heads.Check(inner, _heads);
        _q = AddModule("q_proj", new Linear(width, inner));
        _k = AddModule("k_proj", new Linear(width, inner));
        _v = AddModule("v_proj", new Linear(width, inner));
        _out = AddModule("out_proj", new Linear(inner, width));
    }

    public Tensor Forward(Tensor q, Tensor k, Tensor v) => _out.Forward(Heads.Merge(ScaledDotProduct.Attend(
        Heads.Split(_q.Forward(q), _heads), Heads.Split(_k.Forward(k), _heads), Heads.Split(_v.Forward(v), _heads))));
}
