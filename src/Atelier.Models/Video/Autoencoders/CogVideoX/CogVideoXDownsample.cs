using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.CogVideoX;

/// <summary>Halves the picture and, where asked, averages pairs of frames. [B, C, T, H, W]</summary>
internal sealed class CogVideoXDownsample : Module
{
    private readonly Conv2d _conv;
    private readonly bool _time;

    public CogVideoXDownsample(int channels, bool time)
    {
        _time = time;
        _conv = AddModule("conv", new Conv2d(channels, channels, 3, stride: 2));
    }

    public Tensor Forward(Tensor x)
    {
        if (_time)
            x = Halved(x);
        return VideoFrames.Together(_conv.Forward(VideoFrames.Apart(x).Pad([0, 1, 0, 1])), x.Size(2));
    }

    // Of an odd number of frames the first stays alone.
    private static Tensor Halved(Tensor x)
    {
        var single = x.Size(2) % 2;
        if (x.Size(2) == single)
            return x;
        var pairs = x.Slice(2, single);
        var means = pairs.Reshape(x.Size(0), x.Size(1), pairs.Size(2) / 2, 2, x.Size(3), x.Size(4)).Mean([3]);
        return single == 0 ? means : Tensor.Cat([x.Frames(0, 1), means], 2);
    }
}
