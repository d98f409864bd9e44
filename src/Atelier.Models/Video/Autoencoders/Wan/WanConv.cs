using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.Wan;

/// <summary>A convolution that sees no later frame: zeros, or frames of the stretch before, stand in front. [B, C, T, H, W]</summary>
internal sealed class WanConv : Module
{
    private const int Kept = 2;

    private readonly Conv3d _conv;
    private readonly int _front, _border;

    public WanConv(int inputs, int outputs, int time, int space, int timeStride = 1)
    {
        (_front, _border) = (timeStride == 1 ? time - 1 : 0, space / 2);
        _conv = AddModule("", new Conv3d(inputs, outputs, [time, space, space], [timeStride, 1, 1]));
    }

    /// <summary>Applies the layer to frames with nothing in front of them but zeros.</summary>
    public Tensor Forward(Tensor x) => _conv.Forward(Padded(x, _front));

    /// <summary>Applies the layer behind the frames that it kept, and keeps the last ones.</summary>
    public Tensor Forward(Tensor x, FrameCache cache)
    {
        var before = cache[this];
        var last = x.Last(Kept);
        if (last.Size(2) < Kept && before is not null)
            last = Tensor.Cat([before.Last(1), last], 2);
        var y = _conv.Forward(before is null ? Padded(x, _front) : Padded(Tensor.Cat([before, x], 2), _front - before.Size(2)));
        cache.Keep(this, last);
        return y;
    }

    private Tensor Padded(Tensor x, long front) =>
        front == 0 && _border == 0 ? x : x.Pad([_border, _border, _border, _border, front, 0]);
}
