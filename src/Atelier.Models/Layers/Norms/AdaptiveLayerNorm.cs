using Atelier.Torch;

namespace Atelier.Models.Layers.Norms;

/// <summary>The final norm of diffusion transformers: scale first, then shift. x [B, N, C]</summary>
public sealed class AdaptiveLayerNorm : Module
{
    private readonly Modulation _modulation;
    private readonly LayerNorm? _layerNorm;
    private readonly RmsNorm? _rmsNorm;

    /// <summary>Registers <c>linear</c> and, where it is affine, <c>norm</c>.</summary>
    /// <param name="inputs">Width of the conditioning vector.</param>
    /// <param name="width">Channels of the tokens.</param>
    /// <param name="epsilon">Of the norm.</param>
    /// <param name="affine">Whether the norm has weights.</param>
    /// <param name="rootMeanSquare">Root mean square instead of mean and variance.</param>
    /// <param name="bias">Whether Linear and norm have biases.</param>
    public AdaptiveLayerNorm(int inputs, int width, double epsilon = 1e-6, bool affine = false, bool rootMeanSquare = false, bool bias = true)
    {
        _modulation = AddModule("", new Modulation(inputs, width, 2, bias));
        _layerNorm = rootMeanSquare ? null : AddModule("norm", new LayerNorm(width, epsilon, affine, bias));
        _rmsNorm = rootMeanSquare ? AddModule("norm", new RmsNorm(width, epsilon, affine)) : null;
    }

    /// <summary>norm(x) (1 + scale) + shift. [B, N, C], conditioning [B, inputs] not yet activated</summary>
    public Tensor Forward(Tensor x, Tensor conditioning)
    {
        var parts = _modulation.Forward(conditioning.Silu()); // scale, shift
        return parts[1].AddCMul(_layerNorm?.Forward(x) ?? _rmsNorm!.Forward(x), parts[0] + 1);
    }
}
