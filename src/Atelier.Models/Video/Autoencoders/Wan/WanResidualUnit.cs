using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.Wan;

/// <summary>Norm, SiLU, convolution, twice, beside a shortcut. [B, C, T, H, W]</summary>
internal sealed class WanResidualUnit : WanLayer
{
    private readonly WanNorm _norm1, _norm2;
    private readonly WanConv _conv1, _conv2;
    private readonly WanConv? _shortcut;

    public WanResidualUnit(int inputs, int outputs)
    {
        _norm1 = AddModule("norm1", new WanNorm(inputs, 3));
        _conv1 = AddModule("conv1", new WanConv(inputs, outputs, 3, 3));
        _norm2 = AddModule("norm2", new WanNorm(outputs, 3));
        _conv2 = AddModule("conv2", new WanConv(outputs, outputs, 3, 3));
        _shortcut = inputs == outputs ? null : AddModule("conv_shortcut", new WanConv(inputs, outputs, 1, 1));
    }

    public override Tensor Forward(Tensor x, FrameCache cache)
    {
        var y = _conv1.Forward(_norm1.Forward(x).Silu(), cache);
        return _conv2.Forward(_norm2.Forward(y).Silu(), cache) + (_shortcut?.Forward(x) ?? x);
    }
}
