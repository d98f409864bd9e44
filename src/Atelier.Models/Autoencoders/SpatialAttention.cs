using Atelier.Torch;

namespace Atelier.Models.Autoencoders;

/// <summary>Attention among pixels with one head as wide as the channels, plus the input. [B, C, H, W]</summary>
internal sealed class SpatialAttention : Module
{
    private readonly GroupNorm _norm;
    private readonly Linear _q;
    private readonly Linear _k;
    private readonly Linear _v;
    private readonly Linear _out;

    public SpatialAttention(int channels, int groups, double epsilon = 1e-6)
    {
        _norm = AddModule("group_norm", new GroupNorm(groups, channels, epsilon));
        _q = AddModule("to_q", new Linear(channels, channels));
        _k = AddModule("to_k", new Linear(channels, channels));
        _v = AddModule("to_v", new Linear(channels, channels));
        _out = AddModule("to_out.0", new Linear(channels, channels));
    }

    public Tensor Forward(Tensor x)
    {
        using var scope = NoGrad.IsRecording ? null : Tensor.Scope();
        var shape = x.Shape;
        var h = _norm.Forward(x).Flatten(2).Transpose(1, 2); // [B, H W, C]
        Tensor Heads(Linear layer) => layer.Forward(h).Unsqueeze(1); // [B, 1, H W, C]
        var attended = ScaledDotProduct.Attend(Heads(_q), Heads(_k), Heads(_v)).Squeeze(1);
        var output = x + _out.Forward(attended).Transpose(1, 2).Reshape(shape);
        return scope?.Keep(output) ?? output;
    }
}
