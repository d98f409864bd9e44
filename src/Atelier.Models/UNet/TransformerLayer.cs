using Atelier.Models.Layers.FeedForwards;
using Atelier.Torch;

namespace Atelier.Models.UNet;

/// <summary>Self-attention, attention to the text, feed-forward, each after a norm and with a residual. [B, N, C]</summary>
internal sealed class TransformerLayer : Module
{
    private readonly bool _onlyCross;
    private readonly LayerNorm _norm1;
    private readonly CrossAttention _self;
    private readonly LayerNorm _norm2;
    private readonly CrossAttention _cross;
    private readonly LayerNorm _norm3;
    private readonly FeedForward _feedForward;

    public TransformerLayer(int width, int heads, int textWidth, bool onlyCross)
    {
        _onlyCross = onlyCross;
        _norm1 = AddModule("norm1", new LayerNorm(width));
        _self = AddModule("attn1", new CrossAttention(width, heads, onlyCross ? textWidth : null));
        _norm2 = AddModule("norm2", new LayerNorm(width));
        _cross = AddModule("attn2", new CrossAttention(width, heads, textWidth));
        _norm3 = AddModule("norm3", new LayerNorm(width));
        _feedForward = AddModule("ff", new FeedForward(width, 4 * width, FeedForwardKind.GeGlu));
    }

    public Tensor Forward(Tensor x, UNetContext context)
    {
        using var scope = NoGrad.IsRecording ? null : Tensor.Scope();
        // Between the products of a branch nothing but products takes the numbers; adapters and pictures add to them, so they keep the wider type.
        var asOperand = context.Adapters is null && context.Pictures.Count == 0;
        var h = _norm1.Forward(x, asOperand);
        x = x + _self.Forward(h, _onlyCross ? context.Text : h, null, context.Adapters, perturbed: context.Perturbed);
        x = x + _cross.Forward(_norm2.Forward(x, asOperand), context.Text, context.TextBias, context.Adapters, context.Pictures);
        var output = x + _feedForward.Forward(_norm3.Forward(x, asOperand), context.Adapters);
        return scope?.Keep(output) ?? output;
    }
}
