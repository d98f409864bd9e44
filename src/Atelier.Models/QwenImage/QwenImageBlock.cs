using Atelier.Models.Layers.Attention;
using Atelier.Models.Layers.FeedForwards;
using Atelier.Models.Layers.Norms;
using Atelier.Models.Layers.Rotary;
using Atelier.Torch;

namespace Atelier.Models.QwenImage;

/// <summary>A double-stream block; the image's tokens may be modulated one by one.</summary>
internal sealed class QwenImageBlock : Module
{
    private readonly Linear _imageModulation, _textModulation;
    private readonly JointAttention _attention;
    private readonly FeedForward _imageMlp, _textMlp;

    public QwenImageBlock(QwenImageConfig config)
    {
        var width = config.Width;
        _imageModulation = AddModule("img_mod.1", new Linear(width, 6 * width));
        _attention = AddModule("attn", new JointAttention(width, config.AttentionHeadDim));
        _imageMlp = AddModule("img_mlp", new FeedForward(width, 4 * width, FeedForwardKind.GeluTanh));
        _textModulation = AddModule("txt_mod.1", new Linear(width, 6 * width));
        _textMlp = AddModule("txt_mlp", new FeedForward(width, 4 * width, FeedForwardKind.GeluTanh));
    }

    /// <summary>Text [B, L, C] and image [B, N, C].</summary>
    /// <param name="text">Text tokens.</param>
    /// <param name="image">Image tokens.</param>
    /// <param name="textVector">Activated conditioning of the text. [B, 1, C]</param>
    /// <param name="imageVectors">Activated conditioning of each run of image tokens. [B, runs, C]</param>
    /// <param name="runs">Which run each image token belongs to. [N], or null where there is one run</param>
    /// <param name="rotary">Turns of both.</param>
    /// <param name="seen">Boolean [B, 1, 1, L + N], or null.</param>
    public (Tensor Text, Tensor Image) Forward(
        Tensor text, Tensor image, Tensor textVector, Tensor imageVectors, Tensor? runs, (RotaryTable Text, RotaryTable Image) rotary, Tensor? seen)
    {
        var t = _textModulation.Forward(textVector).Chunk(6, -1); // shift, scale, gate of attention and MLP
        var modulation = _imageModulation.Forward(imageVectors);
        var i = (runs is null ? modulation : modulation.IndexSelect(1, runs)).Chunk(6, -1);
        var (a, b) = _attention.Forward(Modulated.LayerNorm(text, t[0], t[1]), Modulated.LayerNorm(image, i[0], i[1]), rotary, seen);
        Tensor Rest(Tensor x, Tensor attended, Tensor[] parts, FeedForward mlp)
        {
            x = x.AddCMul(parts[2], attended);
            return x.AddCMul(parts[5], mlp.Forward(Modulated.LayerNorm(x, parts[3], parts[4])));
        }

        return (Rest(text, a!, t, _textMlp), Rest(image, b, i, _imageMlp));
    }
}
