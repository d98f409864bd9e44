using Atelier.Models.Layers.Rotary;
using Atelier.Torch;

namespace Atelier.Models.Layers.Attention;

/// <summary>A single-stream block with norms before and after attention and MLP; modulated ones have scales and bounded gates. [B, N, C]</summary>
/// <remarks>(Qin et al. 2025, arXiv 2503.21758)</remarks>
internal sealed class GatedBlock : Module
{
    private readonly Linear? _modulation;
    private readonly RmsNorm _before, _after, _mlpBefore, _mlpAfter;
    private readonly StreamHeads _heads;
    private readonly Linear _out, _gate, _up, _down;

    /// <summary>Registers the parts.</summary>
    /// <param name="names">What the parts are called.</param>
    /// <param name="width">Channels.</param>
    /// <param name="heads">Query heads.</param>
    /// <param name="keyHeads">Key and value heads.</param>
    /// <param name="inner">Channels inside the MLP.</param>
    /// <param name="epsilon">Of the norms of the tokens.</param>
    /// <param name="conditioning">Channels of the conditioning vector; null for a block without modulation.</param>
    /// <param name="norm">Whether queries and keys are normed by head.</param>
    public GatedBlock(GatedBlockNames names, int width, int heads, int keyHeads, int inner, double epsilon, int? conditioning, bool norm = true)
    {
        var head = width / heads;
        Linear Linear(string name, int inputs, int outputs) => AddModule(name, new Linear(inputs, outputs, bias: false));
        RmsNorm Norm(string name) => AddModule(name, new RmsNorm(width, epsilon));
        RmsNorm? HeadNorm(string name) => norm ? AddModule($"{names.Attention}.{name}", new RmsNorm(head, 1e-5)) : null;
        _modulation = conditioning is { } channels ? AddModule(names.Modulation, new Linear(channels, 4 * width)) : null;
        (_before, _after, _mlpBefore, _mlpAfter) = (Norm(names.Norm1), Norm(names.Norm2), Norm("ffn_norm1"), Norm("ffn_norm2"));
        _heads = new(
            Linear($"{names.Attention}.to_q", width, width),
            Linear($"{names.Attention}.to_k", width, keyHeads * head),
            Linear($"{names.Attention}.to_v", width, keyHeads * head),
            HeadNorm("norm_q"),
            HeadNorm("norm_k"),
            head);
        _out = Linear($"{names.Attention}.to_out.0", width, width);
        _gate = Linear($"feed_forward.{names.Gate}", width, inner);
        _down = Linear($"feed_forward.{names.Down}", inner, width);
        _up = Linear($"feed_forward.{names.Up}", width, inner);
    }

    /// <summary>Applies the block.</summary>
    /// <param name="x">[B, N, C]</param>
    /// <param name="rotary">Turns of the tokens.</param>
    /// <param name="seen">Boolean [B, N], true for tokens that are seen; null where all are.</param>
    /// <param name="conditioning">[B, C] as the modulation takes it; null for a block without.</param>
    public Tensor Forward(Tensor x, RotaryTable rotary, Tensor? seen, Tensor? conditioning = null)
    {
        var parts = conditioning is null ? null : _modulation?.Forward(conditioning).Unsqueeze(1).Chunk(4, -1); // scale, gate, scale, gate
        Tensor Scaled(Tensor y, int part) => parts is null ? y : y * (parts[part] + 1);
        Tensor Gated(Tensor y, int part) => parts is null ? y : y * parts[part].Tanh();
        var (q, k, v) = _heads.Forward(Scaled(_before.Forward(x), 0), rotary);
        var attended = _out.Forward(Heads.Merge(ScaledDotProduct.Attend(q!, k, v, AttentionMask.Keys(seen))));
        x = x + Gated(_after.Forward(attended), 1);
        var h = Scaled(_mlpBefore.Forward(x), 2);
        return x + Gated(_mlpAfter.Forward(_down.Forward(_gate.Forward(h).Silu() * _up.Forward(h))), 3);
    }
}
