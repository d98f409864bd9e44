using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders;

/// <summary>Videos as batches of pictures and back.</summary>
internal static class VideoFrames
{
    /// <summary>[B, C, T, H, W] to [B T, C, H, W]</summary>
    public static Tensor Apart(Tensor video) => video.Transpose(1, 2).Flatten(0, 1);

    /// <summary>[B T, C, H, W] to [B, C, T, H, W]</summary>
    public static Tensor Together(Tensor pictures, long frames) =>
        pictures.Reshape(-1, frames, pictures.Size(1), pictures.Size(2), pictures.Size(3)).Transpose(1, 2);

    /// <summary>A run of frames.</summary>
    public static Tensor Frames(this Tensor video, long start, long count) => video.Narrow(2, start, count);

    /// <summary>The last frames, or all where there are fewer.</summary>
    public static Tensor Last(this Tensor video, long count) => video.Frames(Math.Max(0, video.Size(2) - count), Math.Min(count, video.Size(2)));

    /// <summary>Runs a step over stretches of frames and joins the answers.</summary>
    /// <param name="video">[B, C, T, H, W]</param>
    /// <param name="lengths">Frames of each stretch, in order; what is left over is not seen.</param>
    /// <param name="step">Answers a stretch, with what was kept from those before.</param>
    public static Tensor InStretches(Tensor video, IEnumerable<long> lengths, Func<Tensor, FrameCache, Tensor> step)
    {
        using var cache = new FrameCache();
        var (parts, start) = (new List<Tensor>(), 0L);
        foreach (var length in lengths)
        {
            using var scope = Tensor.Scope();
            parts.Add(scope.Keep(step(video.Frames(start, length), cache)));
            start += length;
            cache.Advance();
        }

        return Tensor.Cat([.. parts], 2);
    }
}
