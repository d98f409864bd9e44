using Atelier.Torch;

namespace Atelier.Benchmarks.Workloads;

/// <summary>A plain pre-norm block: attention, then a feed-forward of four times the width.</summary>
internal sealed class TransformerBlock : Module
{
    private readonly long _heads;
    private readonly LayerNorm _norm1;
    private readonly LayerNorm _norm2;
    private readonly Linear _qkv;
    private readonly Linear _out;
    private readonly Linear _up;
    private readonly Linear _down;

    public TransformerBlock(long width, long heads)
    {
        _heads = heads;
        _norm1 = AddModule("norm1", new LayerNorm(width));
        _norm2 = AddModule("norm2", new LayerNorm(width));
        _qkv = AddModule("qkv", new Linear(width, 3 * width));
        _out = AddModule("out", new Linear(width, width));
        _up = AddModule("up", new Linear(width, 4 * width));
        _down = AddModule("down", new Linear(4 * width, width));
    }

    // [B, N, C] to [B, N, C]
    public Tensor Forward(Tensor x)
    {
        var (b, n, c) = (x.Size(0), x.Size(1), x.Size(2));
        var qkv = _qkv.Forward(_norm1.Forward(x)).View(b, n, 3, _heads, c / _heads).Permute(2, 0, 3, 1, 4);
        var parts = qkv.Unbind(0);
        var seen = ScaledDotProduct.Attend(parts[0], parts[1], parts[2]);
        x = x + _out.Forward(seen.Transpose(1, 2).Reshape(b, n, c));
        return x + _down.Forward(_up.Forward(_norm2.Forward(x)).Gelu(tanh: true));
    }
}
