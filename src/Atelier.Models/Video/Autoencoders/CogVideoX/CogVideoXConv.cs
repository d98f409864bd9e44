using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.CogVideoX;

/// <summary>A convolution that sees no later frame: copies of the first frame, or frames of the stretch before, stand in front. [B, C, T, H, W]</summary>
internal sealed class CogVideoXConv : Module
{
    private readonly Conv3d _conv;
    private readonly int _front;

    public CogVideoXConv(int inputs, int outputs, int kernel)
    {
        _front = kernel - 1;
        _conv = AddModule("conv", new Conv3d(inputs, outputs, [kernel, kernel, kernel], padding: [0, kernel / 2, kernel / 2]));
    }

    public Tensor Forward(Tensor x, FrameCache cache)
    {
        if (_front == 0)
            return _conv.Forward(x);
        var front = cache[this] ?? x.Frames(0, 1).Expand(-1, -1, _front, -1, -1);
        x = Tensor.Cat([front, x], 2);
        cache.Keep(this, x.Last(_front));
        return _conv.Forward(x);
    }
}
