using Atelier.Torch;

namespace Atelier.Models.Vision.ClipSeg;

/// <summary>A transformer block of CLIPSeg's decoder, with the norm after each residual sum. [B, N, C]</summary>
internal sealed class ClipSegLayer : Module
{
    private readonly Linear _q, _k, _v, _out, _fc1, _fc2;
    private readonly LayerNorm _norm1, _norm2;
    private readonly int _heads;

    public ClipSegLayer(ClipSegConfig config)
    {
        var width = config.ReduceDim;
        _heads = config.DecoderNumAttentionHeads;
        Heads.Check(width, _heads);
        _q = AddModule("self_attn.q_proj", new Linear(width, width));
        _k = AddModule("self_attn.k_proj", new Linear(width, width));
        _v = AddModule("self_attn.v_proj", new Linear(width, width));
        _out = AddModule("self_attn.out_proj", new Linear(width, width));
        _norm1 = AddModule("layer_norm1", new LayerNorm(width, config.VisionConfig.LayerNormEps));
        _fc1 = AddModule("mlp.fc1", new Linear(width, config.DecoderIntermediateSize));
        _fc2 = AddModule("mlp.fc2", new Linear(config.DecoderIntermediateSize, width));
        _norm2 = AddModule("layer_norm2", new LayerNorm(width, config.VisionConfig.LayerNormEps));
    }

    public Tensor Forward(Tensor x)
    {
        var (q, k, v) = (Heads.Split(_q.Forward(x), _heads), Heads.Split(_k.Forward(x), _heads), Heads.Split(_v.Forward(x), _heads));
        x = _norm1.Forward(x + _out.Forward(Heads.Merge(ScaledDotProduct.Attend(q, k, v))));
        // Always ReLU: the reference reads no activation from the configuration.
        return _norm2.Forward(x + _fc2.Forward(_fc1.Forward(x).Relu()));
    }
}
