using Atelier.Torch;

namespace Atelier.Models.Layers.Positions;

/// <summary>Fixed sine and cosine position tables, formed in double precision.</summary>
public static class SinusoidTable
{
    /// <summary>Sines of all frequencies, then cosines. [N] to [N, width], Float64</summary>
    /// <param name="positions">Coordinates.</param>
    /// <param name="width">Channels, even.</param>
    public static Tensor Line(IReadOnlyList<double> positions, int width)
    {
        if (width % 2 != 0)
            throw new ArgumentException($"A position table has an even number of channels, not {width}.");
        var half = width / 2;
        var values = new double[positions.Count * width];
        for (var n = 0; n < positions.Count; n++)
        {
            for (var k = 0; k < half; k++)
            {
                var angle = positions[n] * Math.Pow(10000, -(double)k / half);
                (values[(n * width) + k], values[(n * width) + half + k]) = (Math.Sin(angle), Math.Cos(angle));
            }
        }

        return Tensor.From(values, positions.Count, width);
    }

    /// <summary>The plane's table: the first half of the channels is the column's, the second the row's; tokens row by row. [rows columns, width]</summary>
    /// <param name="rows">Coordinates of the rows.</param>
    /// <param name="columns">Coordinates of the columns.</param>
    /// <param name="width">Channels, a multiple of 4.</param>
    /// <param name="rowFirst">The row's half comes first.</param>
    public static Tensor Plane(IReadOnlyList<double> rows, IReadOnlyList<double> columns, int width, bool rowFirst = false)
    {
        if (width % 4 != 0)
            throw new ArgumentException($"A plane's position table has a multiple of 4 channels, not {width}.");
        var (h, w) = (rows.Count, columns.Count);
        var row = Line(rows, width / 2).Unsqueeze(1).Expand(h, w, width / 2);
        var column = Line(columns, width / 2).Unsqueeze(0).Expand(h, w, width / 2);
        return Tensor.Cat(rowFirst ? [row, column] : [column, row], -1).Reshape(h * w, width).Float();
    }

    /// <summary>The table of a grid of patches. [rows columns, width]</summary>
    /// <param name="rows">Patches in height.</param>
    /// <param name="columns">Patches in width.</param>
    /// <param name="width">Channels, a multiple of 4.</param>
    /// <param name="baseSize">Side of the grid whose coordinates run 0, 1, 2, ..; another grid is stretched onto it.</param>
    /// <param name="scale">Coordinates are divided by it.</param>
    public static Tensor Grid(int rows, int columns, int width, double baseSize, double scale = 1) =>
        Plane(Coordinates(rows, baseSize, scale), Coordinates(columns, baseSize, scale), width);

    /// <summary>The table of a video: a quarter of the channels for time first, the rest for the plane. [frames rows columns, width]</summary>
    public static Tensor Video(int frames, int rows, int columns, int width, double planeScale = 1, double timeScale = 1)
    {
        if (width % 16 != 0)
            throw new ArgumentException($"A video's position table has a multiple of 16 channels, not {width}.");
        IReadOnlyList<double> Scaled(int count, double scale) => [.. Enumerable.Range(0, count).Select(i => (double)(float)(i / scale))];
        var time = Line(Scaled(frames, timeScale), width / 4).Float().Unsqueeze(1).Expand(frames, rows * columns, width / 4);
        var plane = Plane(Scaled(rows, planeScale), Scaled(columns, planeScale), 3 * width / 4);
        return Tensor.Cat([time, plane.Unsqueeze(0).Expand(frames, rows * columns, 3 * width / 4)], -1).Reshape(-1, width);
    }

    // Coordinates are rounded to single precision after each step, as the reference's are.
    private static double[] Coordinates(int count, double baseSize, double scale) =>
        [.. Enumerable.Range(0, count).Select(i => (double)(float)((float)(i / (count / baseSize)) / scale))];
}
