using Atelier.Torch;

namespace Atelier.Models.Mar;

/// <summary>One residual block of the diffusion head: a two-layer perceptron, shifted, scaled and gated by the condition. [N, W]</summary>
internal sealed class DiffusionHeadBlock : Module
{
    private readonly LayerNorm _norm;
    private readonly Linear _first;
    private readonly Linear _second;
    private readonly Linear _modulation;

    public DiffusionHeadBlock(long width)
    {
        _norm = AddModule("in_ln", new LayerNorm(width, 1e-6));
        _first = AddModule("mlp.0", DiffusionHead.Started(new Linear(width, width)));
        _second = AddModule("mlp.2", DiffusionHead.Started(new Linear(width, width)));
        _modulation = AddModule("adaLN_modulation.1", DiffusionHead.Zeroed(new Linear(width, 3 * width)));
    }

    /// <param name="x">[N, W].</param>
    /// <param name="condition">Time and condition after the activation, [N, W].</param>
    public Tensor Forward(Tensor x, Tensor condition)
    {
        var parts = _modulation.Forward(condition).Chunk(3, -1);
        var (shift, scale, gate) = (parts[0], parts[1], parts[2]);
        var h = _norm.Forward(x) * (scale + 1) + shift;
        return x + gate * _second.Forward(_first.Forward(h).Silu());
    }
}
