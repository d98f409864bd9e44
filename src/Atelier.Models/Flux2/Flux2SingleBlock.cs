using Atelier.Models.Layers.Norms;
using Atelier.Models.Layers.Rotary;
using Atelier.Torch;

namespace Atelier.Models.Flux2;

/// <summary>A single-stream block: one Linear makes queries, keys, values and the MLP's inside, one takes them back.</summary>
internal sealed class Flux2SingleBlock : Module
{
    private readonly Flux2Config _config;
    private readonly Linear _in, _out;
    private readonly RmsNorm _normQ, _normK;

    public Flux2SingleBlock(Flux2Config config)
    {
        _config = config;
        var (width, inner) = (config.Width, config.InnerWidth);
        _in = AddModule("attn.to_qkv_mlp_proj", new Linear(width, (3 * width) + (2 * inner), bias: false));
        _normQ = AddModule("attn.norm_q", new RmsNorm(config.AttentionHeadDim, config.Eps));
        _normK = AddModule("attn.norm_k", new RmsNorm(config.AttentionHeadDim, config.Eps));
        _out = AddModule("attn.to_out", new Linear(width + inner, width, bias: false));
    }

    /// <summary>Text, then image [B, N, C] by shift, scale and gate [B, 1, C].</summary>
    public Tensor Forward(Tensor x, Tensor[] parts, RotaryTable rotary)
    {
        var width = _config.Width;
        var made = _in.Forward(Modulated.LayerNorm(x, parts[0], parts[1], _config.Eps)).Split([width, width, width, 2 * _config.InnerWidth], -1);
        Tensor Split(Tensor y) => y.Reshape(y.Size(0), y.Size(1), -1, _config.AttentionHeadDim); // [B, N, H, D]
        var q = rotary.Rotate(_normQ.Forward(Split(made[0]))).Transpose(1, 2);
        var k = rotary.Rotate(_normK.Forward(Split(made[1]))).Transpose(1, 2);
        var attended = Heads.Merge(ScaledDotProduct.Attend(q, k, Split(made[2]).Transpose(1, 2)));
        return x.AddCMul(parts[2], _out.Forward(Tensor.Cat([attended, Flux2FeedForward.Gate(made[3])], -1)));
    }
}
