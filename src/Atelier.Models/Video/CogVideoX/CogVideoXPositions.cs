using Atelier.Torch;

namespace Atelier.Models.Video.CogVideoX;

/// <summary>Places of video tokens for the networks that turn them.</summary>
public static class CogVideoXPositions
{
    /// <summary>Frame, row and column of each token. [N, 3]</summary>
    /// <param name="config">The network.</param>
    /// <param name="frames">Latent frames.</param>
    /// <param name="height">Latent height.</param>
    /// <param name="width">Latent width.</param>
    public static Tensor Of(CogVideoXConfig config, int frames, int height, int width)
    {
        var (rows, columns) = (height / config.PatchSize, width / config.PatchSize);
        // 1.5 counts patches; 1.0 stretches them over the largest centred region of their shape in the trained grid.
        if (config.PatchSizeT is { } patch)
            return Grid(Count((frames + patch - 1) / patch), Count(rows), Count(columns));
        var (top, left, bottom, right) = Region(rows, columns, config.SampleHeight / config.PatchSize, config.SampleWidth / config.PatchSize);
        return Grid(Count(frames), Spread(top, bottom, rows), Spread(left, right, columns));
    }

    private static (int Top, int Left, int Bottom, int Right) Region(int rows, int columns, int baseRows, int baseColumns)
    {
        var ratio = (double)rows / columns;
        var (high, wide) = ratio > (double)baseRows / baseColumns
            ? (baseRows, (int)Math.Round((double)baseRows / rows * columns, MidpointRounding.ToEven))
            : ((int)Math.Round((double)baseColumns / columns * rows, MidpointRounding.ToEven), baseColumns);
        var (top, left) = (Half(baseRows - high), Half(baseColumns - wide));
        return (top, left, top + high, left + wide);

        static int Half(int left) => (int)Math.Round(left / 2.0, MidpointRounding.ToEven);
    }

    private static Tensor Count(int count) => Tensor.Arange(0, count, ScalarType.Float32);

    // The end is scaled too, so that it is the last place and not one beyond only where the start is 0.
    private static Tensor Spread(int start, int end, int count) =>
        Tensor.Linspace(start, (double)end * (count - 1) / count, count);

    private static Tensor Grid(Tensor frames, Tensor rows, Tensor columns)
    {
        var (t, h, w) = (frames.Size(0), rows.Size(0), columns.Size(0));
        return Tensor.Stack(
            [frames.Reshape(t, 1, 1).Expand(t, h, w), rows.Reshape(1, h, 1).Expand(t, h, w), columns.Reshape(1, 1, w).Expand(t, h, w)], -1).Reshape(-1, 3);
    }
}
