using Atelier.Torch;

namespace Atelier.Models.Mar;

/// <summary>The block through which LightGen's text enters: cross-attention and a feed-forward, no self-attention. [B, N, D]</summary>
/// <remarks>As released, the stream goes on from its norm, not from itself.</remarks>
internal sealed class TextCrossBlock : Module
{
    private readonly int _heads;
    private readonly LayerNorm _normQuery;
    private readonly LayerNorm _normText;
    private readonly Linear _query;
    private readonly Linear _keyValue;
    private readonly Linear _proj;
    private readonly LayerNorm _norm2;
    private readonly GeluMlp _mlp;

    public TextCrossBlock(int width, int heads, double mlpRatio, double epsilon)
    {
        _heads = heads;
        _normQuery = AddModule("normq", new LayerNorm(width, epsilon));
        _normText = AddModule("normkv", new LayerNorm(width, epsilon));
        _query = AddModule("attn.query_linear", DiffusionHead.Started(new Linear(width, width)));
        _keyValue = AddModule("attn.kv", DiffusionHead.Started(new Linear(width, 2 * width)));
        _proj = AddModule("attn.proj", DiffusionHead.Started(new Linear(width, width)));
        _norm2 = AddModule("norm2", new LayerNorm(width, epsilon));
        _mlp = AddModule("mlp", new GeluMlp(width, (int)(width * mlpRatio)));
    }

    /// <summary>Keys and values of a text, which are the same for all queries. [B, T, D] to twice [B, H, T, d]</summary>
    public (Tensor Keys, Tensor Values) Text(Tensor text)
    {
        var parts = _keyValue.Forward(_normText.Forward(text)).Chunk(2, -1);
        return (Heads.Split(parts[0], _heads), Heads.Split(parts[1], _heads));
    }

    public Tensor Forward(Tensor x, (Tensor Keys, Tensor Values) text, RandomDropout? dropout = null, Tensor? bias = null)
    {
        x = _normQuery.Forward(x);
        var attended = DroppedAttention.Attend(Heads.Split(_query.Forward(x), _heads), text.Keys, text.Values, dropout, bias);
        var projected = _proj.Forward(Heads.Merge(attended));
        x = x + (dropout?.Apply(projected) ?? projected);
        return x + _mlp.Forward(_norm2.Forward(x), dropout);
    }
}
