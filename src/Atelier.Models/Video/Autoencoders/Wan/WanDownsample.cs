using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.Wan;

/// <summary>Halves the picture and, where asked, the frames behind the first. [B, C, T, H, W]</summary>
internal sealed class WanDownsample : WanLayer
{
    private readonly Conv2d _space;
    private readonly WanConv? _time;

    public WanDownsample(int channels, bool time)
    {
        _space = AddModule("resample.1", new Conv2d(channels, channels, 3, stride: 2));
        _time = time ? AddModule("time_conv", new WanConv(channels, channels, 3, 1, timeStride: 2)) : null;
    }

    public override Tensor Forward(Tensor x, FrameCache cache)
    {
        x = VideoFrames.Together(_space.Forward(VideoFrames.Apart(x).Pad([0, 1, 0, 1])), x.Size(2));
        if (_time is null)
            return x;
        // The first stretch is one frame, which stays; later ones begin with the last frame of the one before.
        var y = cache[this] is { } before ? _time.Forward(Tensor.Cat([before, x], 2)) : x;
        cache.Keep(this, x.Last(1));
        return y;
    }
}
