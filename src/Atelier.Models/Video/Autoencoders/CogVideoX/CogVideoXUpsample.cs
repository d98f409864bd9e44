using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.CogVideoX;

/// <summary>Doubles the picture and, where asked, the frames. [B, C, T, H, W]</summary>
internal sealed class CogVideoXUpsample : Module
{
    private readonly Conv2d _conv;
    private readonly bool _time;

    public CogVideoXUpsample(int channels, bool time)
    {
        _time = time;
        _conv = AddModule("conv", new Conv2d(channels, channels, 3, padding: 1));
    }

    public Tensor Forward(Tensor x)
    {
        var (frames, rows, columns) = (x.Size(2), 2 * x.Size(3), 2 * x.Size(4));
        // Of an odd number of frames the first stays alone.
        if (!_time || frames == 1)
            x = x.UpsampleNearest(frames, rows, columns);
        else if (frames % 2 == 0)
            x = x.UpsampleNearest(2 * frames, rows, columns);
        else
            x = Tensor.Cat([x.Frames(0, 1).UpsampleNearest(1, rows, columns), x.Slice(2, 1).UpsampleNearest(2 * (frames - 1), rows, columns)], 2);
        return VideoFrames.Together(_conv.Forward(VideoFrames.Apart(x)), x.Size(2));
    }
}
