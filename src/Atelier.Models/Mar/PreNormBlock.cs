using Atelier.Torch;

namespace Atelier.Models.Mar;

/// <summary>A vision transformer's block: self-attention and a feed-forward, each on the norm of the stream. [B, N, D]</summary>
internal sealed class PreNormBlock : Module
{
    private readonly int _heads;
    private readonly LayerNorm _norm1;
    private readonly Linear _qkv;
    private readonly Linear _proj;
    private readonly LayerNorm _norm2;
    private readonly GeluMlp _mlp;

    public PreNormBlock(int width, int heads, double mlpRatio, double epsilon)
    {
        _heads = heads;
        _norm1 = AddModule("norm1", new LayerNorm(width, epsilon));
        _qkv = AddModule("attn.qkv", DiffusionHead.Started(new Linear(width, 3 * width)));
        _proj = AddModule("attn.proj", DiffusionHead.Started(new Linear(width, width)));
        _norm2 = AddModule("norm2", new LayerNorm(width, epsilon));
        _mlp = AddModule("mlp", new GeluMlp(width, (int)(width * mlpRatio)));
    }

    public Tensor Forward(Tensor x, RandomDropout? dropout = null, Tensor? bias = null)
    {
        var parts = _qkv.Forward(_norm1.Forward(x)).Chunk(3, -1);
        var attended = DroppedAttention.Attend(Heads.Split(parts[0], _heads), Heads.Split(parts[1], _heads), Heads.Split(parts[2], _heads), dropout, bias);
        var projected = _proj.Forward(Heads.Merge(attended));
        x = x + (dropout?.Apply(projected) ?? projected);
        return x + _mlp.Forward(_norm2.Forward(x), dropout);
    }
}
