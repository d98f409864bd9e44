using Atelier.Torch;

namespace Atelier.Systems.DyArtBank.ArtBank;

/// <summary>One entry of ArtBank's implicit style prompt bank (ISPB): a learned vector that stands for a collection in a prompt. (Zhang et al. 2024, arXiv 2312.06135)</summary>
/// <remarks>
/// The released network: two attentions over the vector and a linear layer. The paper's spatial-statistical attention is not in the released
/// code. Over one vector an attention is linear, so <see cref="ClosedForm"/> says the same in two products.
/// </remarks>
public sealed class ImplicitStylePrompt : Module
{
    private readonly TokenAttention _attn1, _attn2;
    private readonly Linear _out;
    private readonly double _dropout;

    /// <summary>Registers <c>learnable_vector</c>, <c>attention.attn1</c>, <c>attention.attn2</c> and <c>attention.net.1</c>.</summary>
    /// <param name="width">Of the text encoder.</param>
    /// <param name="heads">Heads of both attentions.</param>
    /// <param name="headWidth">Width of a head.</param>
    /// <param name="dropout">Share of numbers that training drops before the last layer.</param>
    public ImplicitStylePrompt(int width = 768, int heads = 8, int headWidth = 64, double dropout = 0.05)
    {
        _dropout = dropout;
        Vector = AddParameter("learnable_vector", [1, 1, width], Initializers.Normal(1));
        _attn1 = AddModule("attention.attn1", new TokenAttention(width, heads, headWidth));
        _attn2 = AddModule("attention.attn2", new TokenAttention(width, heads, headWidth));
        _out = AddModule("attention.net.1", new Linear(width, width));
    }

    /// <summary>[1, 1, C]</summary>
    public Parameter Vector { get; }

    /// <summary>The vector that takes the placeholder's place. [1, 1, C]</summary>
    public Tensor Forward() => Attend(Vector.Value);

    /// <summary>The same network over any tokens; the second attention asks with the first one's answer and looks at the tokens themselves. [B, N, C]</summary>
    /// <param name="x">Tokens.</param>
    /// <param name="observe">Told the answers of both attentions.</param>
    public Tensor Attend(Tensor x, Action<Tensor, Tensor>? observe = null)
    {
        var first = _attn1.Forward(x, x);
        var second = _attn2.Forward(first, x);
        observe?.Invoke(first, second);
        return _out.Forward(second.Dropout(_dropout, IsTraining));
    }

    /// <summary>What <see cref="Forward"/> answers, without the attentions. [C]</summary>
    public Tensor ClosedForm() => _out.Forward(_attn2.OfOneToken(Vector.Value)).Flatten();

    /// <summary>Token vectors with the learned one wherever the placeholder stands; positions are added after it. [B, N, C]</summary>
    /// <param name="ids">Int64. [B, N]</param>
    /// <param name="vectors">Of the tokens, without positions. [B, N, C]</param>
    /// <param name="placeholder">Id of the placeholder's token.</param>
    public Tensor Place(Tensor ids, Tensor vectors, int placeholder) => Tensor.Where(ids.Eq(placeholder).Unsqueeze(2), Forward(), vectors);
}
