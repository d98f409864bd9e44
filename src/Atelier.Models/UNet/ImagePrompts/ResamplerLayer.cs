using Atelier.Torch;

namespace Atelier.Models.UNet.ImagePrompts;

/// <summary>Latents attend to a picture's states and to themselves, then a feed-forward part. [N, tokens, C]</summary>
internal sealed class ResamplerLayer : Module
{
    // Public files always have heads of this size, and so do not say it.
    private const int HeadWidth = 64;

    private readonly LayerNorm _normStates, _normLatents, _normForward;
    private readonly Linear _q, _kv, _out, _first, _second;
    private readonly int _heads;

    public ResamplerLayer(int width, int attentionWidth, int inner)
    {
        _heads = Math.Max(1, attentionWidth / HeadWidth);
        Heads.Check(attentionWidth, _heads);
        _normStates = AddModule("0.norm1", new LayerNorm(width));
        _normLatents = AddModule("0.norm2", new LayerNorm(width));
        _q = AddModule("0.to_q", new Linear(width, attentionWidth, bias: false));
        _kv = AddModule("0.to_kv", new Linear(width, 2 * attentionWidth, bias: false));
        _out = AddModule("0.to_out", new Linear(attentionWidth, width, bias: false));
        _normForward = AddModule("1.0", new LayerNorm(width));
        _first = AddModule("1.1", new Linear(width, inner, bias: false));
        _second = AddModule("1.3", new Linear(inner, width, bias: false));
    }

    public Tensor Forward(Tensor states, Tensor latents)
    {
        var own = _normLatents.Forward(latents);
        var pair = _kv.Forward(Tensor.Cat([_normStates.Forward(states), own], 1)).Chunk(2, -1);
        Tensor Split(Tensor x) => Heads.Split(x, _heads);
        latents = latents + _out.Forward(Heads.Merge(ScaledDotProduct.Attend(Split(_q.Forward(own)), Split(pair[0]), Split(pair[1]))));
        return latents + _second.Forward(_first.Forward(_normForward.Forward(latents)).Gelu());
    }
}
