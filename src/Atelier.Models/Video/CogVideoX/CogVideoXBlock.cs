using Atelier.Models.Layers.FeedForwards;
using Atelier.Models.Layers.Rotary;
using Atelier.Models.Reuse;
using Atelier.Torch;

namespace Atelier.Models.Video.CogVideoX;

/// <summary>A block of CogVideoX: text and video attend together and share one feed-forward part. [B, N, C]</summary>
internal sealed class CogVideoXBlock : Module
{
    private readonly CogVideoXNorm _norm1, _norm2;
    private readonly Linear _q, _k, _v, _out;
    private readonly LayerNorm _qNorm, _kNorm;
    private readonly FeedForward _feedForward;
    private readonly int _heads;

    public CogVideoXBlock(CogVideoXConfig config)
    {
        var (width, head) = (config.Width, config.AttentionHeadDim);
        _heads = config.NumAttentionHeads;
        _norm1 = AddModule("norm1", new CogVideoXNorm(config));
        _q = AddModule("attn1.to_q", new Linear(width, width, config.AttentionBias));
        _k = AddModule("attn1.to_k", new Linear(width, width, config.AttentionBias));
        _v = AddModule("attn1.to_v", new Linear(width, width, config.AttentionBias));
        _out = AddModule("attn1.to_out.0", new Linear(width, width));
        _qNorm = AddModule("attn1.norm_q", new LayerNorm(head, 1e-6));
        _kNorm = AddModule("attn1.norm_k", new LayerNorm(head, 1e-6));
        _norm2 = AddModule("norm2", new CogVideoXNorm(config));
        _feedForward = AddModule("ff", new FeedForward(width, 4 * width, FeedForward.KindOf(config.ActivationFn)));
    }

    public (Tensor Video, Tensor Text) Forward(Tensor video, Tensor text, Tensor time, RotaryTable? rotary, FeatureCache? reuse, int layer)
    {
        var (normedVideo, normedText, videoGate, textGate) = _norm1.Forward(video, text, time);
        Tensor Attention() => Attend(Tensor.Cat([normedText, normedVideo], 1), text.Size(1), rotary);
        var attended = reuse is null ? Attention() : reuse.Attention(layer, video.Size(0), () => [Attention()])[0]!;
        var (ofText, ofVideo) = Parts(attended, text.Size(1));
        (video, text) = (video + (ofVideo * videoGate), text + (ofText * textGate));

        (normedVideo, normedText, videoGate, textGate) = _norm2.Forward(video, text, time);
        (ofText, ofVideo) = Parts(_feedForward.Forward(Tensor.Cat([normedText, normedVideo], 1)), text.Size(1));
        return (video + (ofVideo * videoGate), text + (ofText * textGate));
    }

    private Tensor Attend(Tensor x, long texts, RotaryTable? rotary)
    {
        var q = Turned(_qNorm.Forward(Heads.Split(_q.Forward(x), _heads)), texts, rotary); // [B, H, N, D]
        var k = Turned(_kNorm.Forward(Heads.Split(_k.Forward(x), _heads)), texts, rotary);
        return _out.Forward(Heads.Merge(ScaledDotProduct.Attend(q, k, Heads.Split(_v.Forward(x), _heads))));
    }

    // Text keeps its place.
    private static Tensor Turned(Tensor x, long texts, RotaryTable? rotary)
    {
        if (rotary is null)
            return x;
        var video = rotary.Rotate(x.Slice(2, texts).Transpose(1, 2)).Transpose(1, 2);
        return Tensor.Cat([x.Narrow(2, 0, texts), video], 2);
    }

    private static (Tensor Text, Tensor Video) Parts(Tensor x, long texts) => (x.Narrow(1, 0, texts), x.Slice(1, texts));
}
