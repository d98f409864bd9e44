using Atelier.Torch;

namespace Atelier.Models.Vision.Siglip;

/// <summary>One learned query attends over all tokens; its answer passes a feed-forward part. [B, N, C] to [B, C]</summary>
internal sealed class SiglipPoolingHead : Module
{
    private readonly Parameter _probe, _inWeight, _inBias;
    private readonly Linear _out, _fc1, _fc2;
    private readonly LayerNorm _norm;
    private readonly Func<Tensor, Tensor> _act;
    private readonly int _heads, _width;

    public SiglipPoolingHead(SiglipVisionConfig config)
    {
        (_heads, _width, _act) = (config.NumAttentionHeads, config.HiddenSize, Activations.ByName(config.HiddenAct));
        _probe = AddParameter("probe", [1, 1, _width], Initializers.Normal(1));
        _inWeight = AddParameter("attention.in_proj_weight", [3 * _width, _width], Initializers.Xavier);
        _inBias = AddParameter("attention.in_proj_bias", [3 * _width], Initializers.Zeros);
        _out = AddModule("attention.out_proj", new Linear(_width, _width));
        _norm = AddModule("layernorm", new LayerNorm(_width, config.LayerNormEps));
        _fc1 = AddModule("mlp.fc1", new Linear(_width, config.IntermediateSize));
        _fc2 = AddModule("mlp.fc2", new Linear(config.IntermediateSize, _width));
    }

    public Tensor Forward(Tensor x)
    {
        var q = Project(_probe.Value.Widened().Expand(x.Size(0), 1, _width), 0); // [B, H, 1, D]
        var y = _out.Forward(Heads.Merge(ScaledDotProduct.Attend(q, Project(x, 1), Project(x, 2)))); // [B, 1, C]
        y = y + _fc2.Forward(_act(_fc1.Forward(_norm.Forward(y))));
        return y.Select(1, 0);
    }

    private Tensor Project(Tensor x, int third)
    {
        var (start, count) = (third * (long)_width, (long)_width);
        return Heads.Split(Products.Linear(x, _inWeight.Value.Narrow(0, start, count), _inBias.Value.Narrow(0, start, count)), _heads);
    }
}
