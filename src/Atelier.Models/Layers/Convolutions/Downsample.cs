using Atelier.Models.Adapters;
using Atelier.Torch;

namespace Atelier.Models.Layers.Convolutions;

/// <summary>Halves height and width by a convolution of stride 2. [B, C, H, W] to [B, C, H / 2, W / 2]</summary>
public sealed class Downsample : Module
{
    private readonly bool _padAfter;
    private readonly Conv2d _conv;

    /// <summary>Registers <c>conv</c>.</summary>
    /// <param name="inputs">Channels that come in.</param>
    /// <param name="outputs">Channels that go out.</param>
    /// <param name="padAfter">Pads a zero column right and a zero row below (autoencoders), instead of one on each side.</param>
    public Downsample(int inputs, int outputs, bool padAfter)
    {
        _padAfter = padAfter;
        _conv = AddModule("conv", new Conv2d(inputs, outputs, 3, stride: 2, padding: padAfter ? 0 : 1));
    }

    /// <summary>Applies it.</summary>
    public Tensor Forward(Tensor x, AdapterStack? adapters = null) => _conv.Forward(_padAfter ? x.Pad([0, 1, 0, 1]) : x, adapters);
}
