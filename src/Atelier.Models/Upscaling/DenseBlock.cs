using Atelier.Torch;

namespace Atelier.Models.Upscaling;

/// <summary>Five convolutions, each over all that came before it, in a residual. [B, C, H, W]</summary>
internal sealed class DenseBlock : Module
{
    private const int Convolutions = 5;
    private readonly Conv2d[] _convs;

    public DenseBlock(int channels, int growth) => _convs =
    [
        .. Enumerable.Range(0, Convolutions).Select(i => AddModule(
            $"conv{i + 1}", new Conv2d(channels + (i * growth), i == Convolutions - 1 ? channels : growth, 3, padding: 1))),
    ];

    public Tensor Forward(Tensor x)
    {
        using var scope = NoGrad.IsRecording ? null : Tensor.Scope();
        var seen = x;
        foreach (var conv in _convs[..^1])
            seen = Tensor.Cat([seen, conv.Forward(seen).LeakyRelu(RrdbBlock.Slope)], 1);
        var result = (_convs[^1].Forward(seen) * RrdbBlock.Residual) + x;
        return scope?.Keep(result) ?? result;
    }
}
