using Atelier.Torch;

namespace Atelier.Systems.DyArtBank.ArtBank;

/// <summary>Attention without biases but at the output, whose heads together may be of another width than the tokens. [B, N, C]</summary>
internal sealed class TokenAttention : Module
{
    private readonly int _heads;
    private readonly Linear _q, _k, _v, _out;

    /// <summary>Registers <c>to_q</c>, <c>to_k</c>, <c>to_v</c> and <c>to_out.0</c>.</summary>
    public TokenAttention(int width, int heads, int headWidth)
    {
        _heads = heads;
        var inner = heads * headWidth;
        _q = AddModule("to_q", new Linear(width, inner, bias: false));
        _k = AddModule("to_k", new Linear(width, inner, bias: false));
        _v = AddModule("to_v", new Linear(width, inner, bias: false));
        _out = AddModule("to_out.0", new Linear(inner, width));
    }

    public Tensor Forward(Tensor x, Tensor context)
    {
        Tensor Split(Linear layer, Tensor h) => Heads.Split(layer.Forward(h), _heads);
        return _out.Forward(Heads.Merge(ScaledDotProduct.Attend(Split(_q, x), Split(_k, context), Split(_v, context))));
    }

    /// <summary>What attention answers where there is one token only: its weight is 1, whatever the query.</summary>
    public Tensor OfOneToken(Tensor x) => _out.Forward(_v.Forward(x));
}
