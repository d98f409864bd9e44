using Atelier.Models.Layers.Rotary;
using Atelier.Torch;

namespace Atelier.Models.Video.Wan;

/// <summary>Attention of Wan: queries and keys are normed over all heads together. [B, N, C]</summary>
internal sealed class WanAttention : Module
{
    private readonly Linear _q, _k, _v, _out;
    private readonly RmsNorm _qNorm, _kNorm;
    private readonly Linear? _imageK, _imageV;
    private readonly RmsNorm? _imageNorm;
    private readonly int _heads;

    public WanAttention(WanConfig config, bool image)
    {
        var width = config.Width;
        _heads = config.NumAttentionHeads;
        _q = AddModule("to_q", new Linear(width, width));
        _k = AddModule("to_k", new Linear(width, width));
        _v = AddModule("to_v", new Linear(width, width));
        _out = AddModule("to_out.0", new Linear(width, width));
        _qNorm = AddModule("norm_q", new RmsNorm(width, config.Eps));
        _kNorm = AddModule("norm_k", new RmsNorm(width, config.Eps));
        if (!image)
            return;
        _imageK = AddModule("add_k_proj", new Linear(width, width));
        _imageV = AddModule("add_v_proj", new Linear(width, width));
        _imageNorm = AddModule("norm_added_k", new RmsNorm(width, config.Eps));
    }

    /// <summary>The tokens among themselves, turned by their places.</summary>
    public Tensor Self(Tensor x, RotaryTable rotary)
    {
        Tensor Turned(Tensor y) => rotary.Rotate(y.Reshape(y.Size(0), y.Size(1), _heads, -1)).Transpose(1, 2); // [B, H, N, D]
        var (q, k) = (Turned(_qNorm.Forward(_q.Forward(x))), Turned(_kNorm.Forward(_k.Forward(x))));
        return _out.Forward(Heads.Merge(ScaledDotProduct.Attend(q, k, Heads.Split(_v.Forward(x), _heads))));
    }

    /// <summary>The tokens look at text and, apart from it, at a picture.</summary>
    public Tensor Cross(Tensor x, Tensor text, Tensor? seen, Tensor? image)
    {
        var q = Heads.Split(_qNorm.Forward(_q.Forward(x)), _heads);
        var (k, v) = (Heads.Split(_kNorm.Forward(_k.Forward(text)), _heads), Heads.Split(_v.Forward(text), _heads));
        var y = ScaledDotProduct.Attend(q, k, v, seen);
        if (image is not null)
        {
            (k, v) = (Heads.Split(_imageNorm!.Forward(_imageK!.Forward(image)), _heads), Heads.Split(_imageV!.Forward(image), _heads));
            y = y + ScaledDotProduct.Attend(q, k, v);
        }

        return _out.Forward(Heads.Merge(y));
    }
}
