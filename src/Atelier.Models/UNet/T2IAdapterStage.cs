using Atelier.Torch;

namespace Atelier.Models.UNet;

/// <summary>One level of a T2I adapter: half the size where wanted, then residual blocks. [B, C, H, W]</summary>
internal sealed class T2IAdapterStage : Module
{
    private readonly bool _halves;
    private readonly Conv2d? _in;
    private readonly (Conv2d First, Conv2d Second)[] _resnets;
    private readonly Conv2d? _out;

    /// <summary>A light stage runs at a quarter of its channels, between two 1x1 convolutions.</summary>
    public T2IAdapterStage(int inputs, int outputs, int blocks, bool halves, bool light)
    {
        _halves = halves;
        var width = light ? outputs / 4 : outputs;
        _in = light || inputs != outputs ? AddModule("in_conv", new Conv2d(inputs, width, 1)) : null;
        var (kernel, padding) = light ? (3, 1) : (1, 0);
        _resnets =
        [
            .. Enumerable.Range(0, blocks).Select(i => (
                AddModule($"resnets.{i}.block1", new Conv2d(width, width, 3, padding: 1)),
                AddModule($"resnets.{i}.block2", new Conv2d(width, width, kernel, padding: padding)))),
        ];
        _out = light ? AddModule("out_conv", new Conv2d(width, outputs, 1)) : null;
    }

    public Tensor Forward(Tensor x)
    {
        if (_halves)
            x = x.AvgPool2d(2, 2, ceiling: true);
        x = _in?.Forward(x) ?? x;
        foreach (var (first, second) in _resnets)
            x = x + second.Forward(first.Forward(x).Relu());
        return _out?.Forward(x) ?? x;
    }
}
