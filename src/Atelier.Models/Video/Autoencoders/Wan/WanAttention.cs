using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.Wan;

/// <summary>One head of attention over the pixels of each frame, added to the input. [B, C, T, H, W]</summary>
internal sealed class WanAttention : WanLayer
{
    private readonly WanNorm _norm;
    private readonly Conv2d _qkv, _proj;

    public WanAttention(int channels)
    {
        _norm = AddModule("norm", new WanNorm(channels, 2));
        _qkv = AddModule("to_qkv", new Conv2d(channels, 3 * channels, 1));
        _proj = AddModule("proj", new Conv2d(channels, channels, 1));
    }

    public override Tensor Forward(Tensor x, FrameCache cache)
    {
        var frames = VideoFrames.Apart(x); // [B T, C, H, W]
        var parts = _qkv.Forward(_norm.Forward(frames)).Flatten(2).Transpose(1, 2).Unsqueeze(1).Chunk(3, -1); // [B T, 1, H W, C]
        var y = ScaledDotProduct.Attend(parts[0], parts[1], parts[2]).Squeeze(1).Transpose(1, 2).Reshape(frames.Shape);
        return x + VideoFrames.Together(_proj.Forward(y), x.Size(2));
    }
}
