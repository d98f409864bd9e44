using Atelier.Torch;

namespace Atelier.Models.Autoencoders;

/// <summary>Three convolutions plus the input, then ReLU. [B, C, H, W]</summary>
internal sealed class TinyBlock : Module
{
    private readonly Conv2d[] _convs;
    private readonly Func<Tensor, Tensor> _activate;

    public TinyBlock(int channels, string activation)
    {
        _activate = Activations.ByName(activation);
        _convs = [.. Enumerable.Range(0, 3).Select(i => AddModule($"conv.{2 * i}", new Conv2d(channels, channels, 3, padding: 1)))];
    }

    public Tensor Forward(Tensor x)
    {
        var h = _activate(_convs[0].Forward(x));
        h = _convs[2].Forward(_activate(_convs[1].Forward(h)));
        return (h + x).Relu();
    }
}
