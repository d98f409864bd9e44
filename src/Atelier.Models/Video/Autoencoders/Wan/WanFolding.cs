using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.Wan;

/// <summary>Space and time folded into channels and out of them, without weights. [B, C, T, H, W]</summary>
internal static class WanFolding
{
    /// <summary>Squares of pixels into channels: channel, column, row.</summary>
    public static Tensor Patchify(Tensor x, int patch) => x
        .Reshape(x.Size(0), x.Size(1), x.Size(2), x.Size(3) / patch, patch, x.Size(4) / patch, patch)
        .Permute(0, 1, 6, 4, 2, 3, 5)
        .Reshape(x.Size(0), x.Size(1) * patch * patch, x.Size(2), x.Size(3) / patch, x.Size(4) / patch);

    /// <summary>The way back.</summary>
    public static Tensor Unpatchify(Tensor x, int patch) => x
        .Reshape(x.Size(0), x.Size(1) / (patch * patch), patch, patch, x.Size(2), x.Size(3), x.Size(4))
        .Permute(0, 1, 4, 5, 3, 6, 2)
        .Reshape(x.Size(0), x.Size(1) / (patch * patch), x.Size(2), x.Size(3) * patch, x.Size(4) * patch);

    /// <summary>Blocks of frames, rows and columns folded into channels, which are then averaged in groups; zeros fill up the first block.</summary>
    public static Tensor Average(Tensor x, int outputs, int time, int space)
    {
        x = x.Pad([0, 0, 0, 0, (time - (x.Size(2) % time)) % time, 0]);
        var (batch, frames, rows, columns) = (x.Size(0), x.Size(2) / time, x.Size(3) / space, x.Size(4) / space);
        return x.Reshape(batch, x.Size(1), frames, time, rows, space, columns, space)
            .Permute(0, 1, 3, 5, 7, 2, 4, 6)
            .Reshape(batch, outputs, -1, frames, rows, columns)
            .Mean([2]);
    }

    /// <summary>Channels repeated and unfolded to blocks of frames, rows and columns; the first stretch keeps the last frame of its first block only.</summary>
    public static Tensor Repeat(Tensor x, int outputs, int time, int space, bool first)
    {
        var (batch, inputs, frames, rows, columns) = (x.Size(0), x.Size(1), x.Size(2), x.Size(3), x.Size(4));
        var y = x.RepeatInterleave((int)(outputs * time * space * space / inputs), 1)
            .Reshape(batch, outputs, time, space, space, frames, rows, columns)
            .Permute(0, 1, 5, 2, 6, 3, 7, 4)
            .Reshape(batch, outputs, frames * time, rows * space, columns * space);
        return first ? y.Slice(2, time - 1) : y;
    }
}
