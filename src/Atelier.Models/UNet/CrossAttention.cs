using Atelier.Models.Adapters;
using Atelier.Torch;

namespace Atelier.Models.UNet;

/// <summary>Attention of pixels to pixels, or to text. [B, N, C]</summary>
internal sealed class CrossAttention : Module
{
    private readonly int _heads;
    private readonly Linear _q;
    private readonly Linear _k;
    private readonly Linear _v;
    private readonly Linear _out;

    /// <summary>Registers <c>to_q</c>, <c>to_k</c>, <c>to_v</c> without biases and <c>to_out.0</c>.</summary>
    public CrossAttention(int width, int heads, int? contextWidth = null)
    {
        _heads = heads;
        _q = AddModule("to_q", new Linear(width, width, bias: false));
        _k = AddModule("to_k", new Linear(contextWidth ?? width, width, bias: false));
        _v = AddModule("to_v", new Linear(contextWidth ?? width, width, bias: false));
        _out = AddModule("to_out.0", new Linear(width, width));
    }

    public Tensor Forward(Tensor x, Tensor context, Tensor? bias, AdapterStack? adapters)
    {
        Tensor Heads(Linear layer, Tensor h) => layer.Forward(h, adapters).Reshape(h.Size(0), h.Size(1), _heads, -1).Transpose(1, 2);
        var attended = ScaledDotProduct.Attend(Heads(_q, x), Heads(_k, context), Heads(_v, context), bias); // [B, H, N, D]
        return _out.Forward(attended.Transpose(1, 2).Flatten(2), adapters);
    }
}
