using Atelier.Torch;

namespace Atelier.Models.Layers.Norms;

/// <summary>Lumina's final layer: a norm that is scaled but not shifted, then a Linear. x [B, N, C] to [B, N, out]</summary>
public sealed class ScaledLayerNorm : Module
{
    private readonly Linear _scale;
    private readonly LayerNorm _norm;
    private readonly Linear? _out;

    /// <summary>Registers <c>linear_1</c>, <c>norm</c> where it is affine, and <c>linear_2</c> where there are outputs.</summary>
    /// <param name="inputs">Width of the conditioning vector.</param>
    /// <param name="width">Channels of the tokens.</param>
    /// <param name="outputs">Channels that go out; no Linear if null.</param>
    /// <param name="epsilon">Of the norm.</param>
    /// <param name="affine">Whether the norm has weights.</param>
    /// <param name="bias">Whether Linears and norm have biases.</param>
    public ScaledLayerNorm(int inputs, int width, int? outputs, double epsilon = 1e-6, bool affine = false, bool bias = true)
    {
        _scale = AddModule("linear_1", new Linear(inputs, width, bias));
        _norm = AddModule("norm", new LayerNorm(width, epsilon, affine, bias));
        _out = outputs is { } o ? AddModule("linear_2", new Linear(width, o, bias)) : null;
    }

    /// <summary>Linear(norm(x) (1 + scale)); conditioning [B, inputs] not yet activated.</summary>
    public Tensor Forward(Tensor x, Tensor conditioning)
    {
        var h = _norm.Forward(x) * (_scale.Forward(conditioning.Silu()) + 1).Unsqueeze(1);
        return _out?.Forward(h) ?? h;
    }
}
