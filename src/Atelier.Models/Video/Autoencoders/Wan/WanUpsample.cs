using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.Wan;

/// <summary>Doubles the picture and, where asked, the frames behind the first. [B, C, T, H, W]</summary>
internal sealed class WanUpsample : WanLayer
{
    private readonly Conv2d _space;
    private readonly WanConv? _time;

    public WanUpsample(int inputs, int outputs, bool time)
    {
        _space = AddModule("resample.1", new Conv2d(inputs, outputs, 3, padding: 1));
        _time = time ? AddModule("time_conv", new WanConv(inputs, 2 * inputs, 3, 1)) : null;
    }

    public override Tensor Forward(Tensor x, FrameCache cache)
    {
        // The first frame is neither doubled nor seen by the second, which has zeros in front.
        if (_time is not null && !cache.IsFirst)
            x = Interleaved(_time.Forward(x, cache));
        var frames = VideoFrames.Apart(x);
        frames = _space.Forward(frames.UpsampleNearest(2 * frames.Size(2), 2 * frames.Size(3)));
        return VideoFrames.Together(frames, x.Size(2));
    }

    // The two halves of the channels are frames in turn. [B, 2 C, T, H, W] to [B, C, 2 T, H, W]
    private static Tensor Interleaved(Tensor x) => x
        .Reshape(x.Size(0), 2, x.Size(1) / 2, x.Size(2), x.Size(3), x.Size(4))
        .Permute(0, 2, 3, 1, 4, 5)
        .Reshape(x.Size(0), x.Size(1) / 2, 2 * x.Size(2), x.Size(3), x.Size(4));
}
