using Atelier.Torch;

namespace Atelier.Models.Detection;

/// <summary>Residual block: norm, SiLU, 3x3 convolution, twice; the first may halve the size. [B, C, H, W]</summary>
internal sealed class DetectorBlock : Module
{
    private readonly GroupNorm _norm1;
    private readonly Conv2d _conv1;
    private readonly GroupNorm _norm2;
    private readonly Conv2d _conv2;
    private readonly Conv2d? _skip;

    public DetectorBlock(int inputs, int outputs, int stride = 1)
    {
        _norm1 = AddModule("norm1", new GroupNorm(inputs / 16, inputs));
        _conv1 = AddModule("conv1", new Conv2d(inputs, outputs, 3, stride, 1));
        _norm2 = AddModule("norm2", new GroupNorm(outputs / 16, outputs));
        _conv2 = AddModule("conv2", new Conv2d(outputs, outputs, 3, 1, 1));
        _skip = inputs != outputs || stride != 1 ? AddModule("skip", new Conv2d(inputs, outputs, 1, stride)) : null;
    }

    public Tensor Forward(Tensor x)
    {
        var h = _conv1.Forward(_norm1.Forward(x).Silu());
        h = _conv2.Forward(_norm2.Forward(h).Silu());
        return (_skip?.Forward(x) ?? x) + h;
    }
}
