using Atelier.Models.Layers.Attention;
using Atelier.Models.Layers.Norms;
using Atelier.Models.Layers.Rotary;
using Atelier.Torch;

namespace Atelier.Models.Flux2;

/// <summary>A double-stream block; the modulation comes from outside, the same for all blocks.</summary>
internal sealed class Flux2DoubleBlock : Module
{
    private readonly JointAttention _attention;
    private readonly Flux2FeedForward _imageMlp, _textMlp;
    private readonly double _epsilon;

    public Flux2DoubleBlock(Flux2Config config)
    {
        _epsilon = config.Eps;
        _attention = AddModule("attn", new JointAttention(config.Width, config.AttentionHeadDim, bias: false, epsilon: config.Eps));
        _imageMlp = AddModule("ff", new Flux2FeedForward(config));
        _textMlp = AddModule("ff_context", new Flux2FeedForward(config));
    }

    /// <summary>Text and image [B, N, C] by their modulations: shift, scale, gate of attention, then of the MLP. [B, 1, C] each</summary>
    public (Tensor Text, Tensor Image) Forward(Tensor text, Tensor image, Tensor[] t, Tensor[] i, (RotaryTable Text, RotaryTable Image) rotary)
    {
        var (a, b) = _attention.Forward(Modulated.LayerNorm(text, t[0], t[1], _epsilon), Modulated.LayerNorm(image, i[0], i[1], _epsilon), rotary);
        Tensor Rest(Tensor x, Tensor attended, Tensor[] parts, Flux2FeedForward mlp)
        {
            x = x.AddCMul(parts[2], attended);
            return x.AddCMul(parts[5], mlp.Forward(Modulated.LayerNorm(x, parts[3], parts[4], _epsilon)));
        }

        return (Rest(text, a!, t, _textMlp), Rest(image, b, i, _imageMlp));
    }
}
