using Atelier.Models.Layers.Rotary;
using Atelier.Torch;

namespace Atelier.Models.Layers.Attention;

/// <summary>Attention in which image and text have weights of their own and see each other.</summary>
/// <remarks>(Esser et al. 2024, arXiv 2403.03206: MM-DiT.)</remarks>
internal sealed class JointAttention : Module
{
    private readonly StreamHeads _image;
    private readonly StreamHeads? _text;
    private readonly Linear _imageOut;
    private readonly Linear? _textOut;

    /// <summary>Registers <c>to_q</c>, ..., <c>to_out.0</c> and, with text, <c>add_q_proj</c>, ..., <c>to_add_out</c>.</summary>
    /// <param name="width">Channels of both streams.</param>
    /// <param name="head">Channels of a head.</param>
    /// <param name="text">The part of the text.</param>
    /// <param name="norm">Whether queries and keys are normed by head.</param>
    /// <param name="bias">Whether the Linears have biases.</param>
    /// <param name="epsilon">Of the norms.</param>
    public JointAttention(int width, int head, JointText text = JointText.Full, bool norm = true, bool bias = true, double epsilon = 1e-6)
    {
        Linear Linear(string name) => AddModule(name, new Linear(width, width, bias));
        RmsNorm? Norm(string name) => norm ? AddModule(name, new RmsNorm(head, epsilon)) : null;
        _image = new(Linear("to_q"), Linear("to_k"), Linear("to_v"), Norm("norm_q"), Norm("norm_k"), head);
        _imageOut = Linear("to_out.0");
        if (text == JointText.Absent)
            return;
        _text = new(Linear("add_q_proj"), Linear("add_k_proj"), Linear("add_v_proj"), Norm("norm_added_q"), Norm("norm_added_k"), head);
        _textOut = text == JointText.Full ? Linear("to_add_out") : null;
    }

    /// <summary>The image among itself. [B, N, C]</summary>
    public Tensor Forward(Tensor image)
    {
        var (q, k, v) = _image.Forward(image, null);
        return _imageOut.Forward(Heads.Merge(ScaledDotProduct.Attend(q!, k, v)));
    }

    /// <summary>Text and image together; the answer for the text is null where it is dropped.</summary>
    /// <param name="text">[B, L, C]</param>
    /// <param name="image">[B, N, C]</param>
    /// <param name="rotary">Turns of the text tokens, then of the image tokens; null for none.</param>
    /// <param name="seen">Boolean [B, 1, 1, L + N], or null where all is seen.</param>
    public (Tensor? Text, Tensor Image) Forward(Tensor text, Tensor image, (RotaryTable Text, RotaryTable Image)? rotary = null, Tensor? seen = null)
    {
        var (t, i) = (_text!.Forward(text, rotary?.Text), _image.Forward(image, rotary?.Image));
        Tensor Joined(Tensor a, Tensor b) => Tensor.Cat([a, b], 2);
        var attended = Heads.Merge(ScaledDotProduct.Attend(
            Joined(t.Queries!, i.Queries!), Joined(t.Keys, i.Keys), Joined(t.Values, i.Values), seen));
        var parts = attended.Split([text.Size(1), image.Size(1)], 1);
        return (_textOut?.Forward(parts[0]), _imageOut.Forward(parts[1]));
    }
}
