using Atelier.Models.Adapters;
using Atelier.Torch;

namespace Atelier.Models.Layers.Convolutions;

/// <summary>Doubles height and width by repetition, then a convolution. [B, C, H, W] to [B, C, 2 H, 2 W]</summary>
public sealed class Upsample : Module
{
    private readonly Conv2d _conv;

    /// <summary>Registers <c>conv</c>.</summary>
    public Upsample(int inputs, int outputs) => _conv = AddModule("conv", new Conv2d(inputs, outputs, 3, padding: 1));

    /// <summary>Applies it.</summary>
    /// <param name="x">[B, C, H, W]</param>
    /// <param name="size">Height and width that come out; the double if left out.</param>
    /// <param name="adapters">Adapters of the call.</param>
    public Tensor Forward(Tensor x, (long Height, long Width)? size = null, AdapterStack? adapters = null)
    {
        var (height, width) = size ?? (2 * x.Size(2), 2 * x.Size(3));
        return _conv.Forward(x.UpsampleNearest(height, width), adapters);
    }
}
