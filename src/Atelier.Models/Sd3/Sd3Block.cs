using Atelier.Models.Layers.Attention;
using Atelier.Models.Layers.FeedForwards;
using Atelier.Models.Layers.Norms;
using Atelier.Torch;

namespace Atelier.Models.Sd3;

/// <summary>A double-stream block; in the last one the text only offers keys and values.</summary>
internal sealed class Sd3Block : Module
{
    private readonly Modulation _imageNorm;
    private readonly Modulation? _textNorm;
    private readonly AdaptiveLayerNorm? _lastTextNorm;
    private readonly JointAttention _attention;
    private readonly JointAttention? _second;
    private readonly FeedForward _imageMlp;
    private readonly FeedForward? _textMlp;

    public Sd3Block(Sd3Config config, int layer)
    {
        var width = config.Width;
        var (dual, norm) = (config.DualAttentionLayers.Contains(layer), config.QkNorm is not null);
        IsLast = layer == config.NumLayers - 1;
        _imageNorm = AddModule("norm1", new Modulation(width, width, dual ? 9 : 6));
        _textNorm = IsLast ? null : AddModule("norm1_context", new Modulation(width, width, 6));
        _lastTextNorm = IsLast ? AddModule("norm1_context", new AdaptiveLayerNorm(width, width)) : null;
        _attention = AddModule(
            "attn", new JointAttention(width, config.AttentionHeadDim, IsLast ? JointText.Dropped : JointText.Full, norm));
        _second = dual ? AddModule("attn2", new JointAttention(width, config.AttentionHeadDim, JointText.Absent, norm)) : null;
        _imageMlp = AddModule("ff", new FeedForward(width, 4 * width, FeedForwardKind.GeluTanh));
        _textMlp = IsLast ? null : AddModule("ff_context", new FeedForward(width, 4 * width, FeedForwardKind.GeluTanh));
    }

    public bool IsLast { get; }

    /// <summary>Text [B, L, C] and image [B, N, C] by a conditioning vector [B, C]; the last block leaves the text as it was.</summary>
    public (Tensor Text, Tensor Image) Forward(Tensor text, Tensor image, Tensor conditioning)
    {
        var activated = conditioning.Silu();
        var i = _imageNorm.Forward(activated); // shift, scale, gate of attention, MLP and second attention
        var t = _textNorm?.Forward(activated);
        var normedText = t is null ? _lastTextNorm!.Forward(text, conditioning) : Modulated.LayerNorm(text, t[0], t[1]);
        var (textAttended, attended) = _attention.Forward(normedText, Modulated.LayerNorm(image, i[0], i[1]));
        var x = image.AddCMul(i[2], attended);
        if (_second is not null)
            x = x.AddCMul(i[8], _second.Forward(Modulated.LayerNorm(image, i[6], i[7])));
        x = x.AddCMul(i[5], _imageMlp.Forward(Modulated.LayerNorm(x, i[3], i[4])));
        if (t is null)
            return (text, x);
        var y = text.AddCMul(t[2], textAttended!);
        return (y.AddCMul(t[5], _textMlp!.Forward(Modulated.LayerNorm(y, t[3], t[4]))), x);
    }
}
