using Atelier.Torch;

namespace Atelier.Models.Layers.Rotary;

/// <summary>Angles of rotary positions on lines, planes and volumes, formed in single precision as the reference forms them. [N, D / 2]</summary>
public static class RotaryGrids
{
    /// <summary>Angles of positions on a line. [N] to [N, width / 2]</summary>
    /// <param name="positions">Coordinates.</param>
    /// <param name="width">Channels of a head.</param>
    /// <param name="theta">Base of the frequencies.</param>
    /// <param name="linear">Divides the frequencies.</param>
    /// <param name="ntk">Multiplies theta.</param>
    public static Tensor Line(Tensor positions, int width, double theta = 10000, double linear = 1, double ntk = 1)
    {
        if (width % 2 != 0)
            throw new ArgumentException($"A rotated axis has an even number of channels, not {width}.");
        var powers = Tensor.Arange(0, width / 2, ScalarType.Float32, positions.Device).Mul(2).Div(width);
        var frequencies = Tensor.Scalar(theta * ntk, ScalarType.Float32, positions.Device).Pow(powers).Reciprocal().Div(linear);
        return positions.Float().Unsqueeze(1) * frequencies.Unsqueeze(0);
    }

    /// <summary>Angles of a plane: the first half is the column's, the second the row's; tokens row by row. [rows columns, width / 2]</summary>
    /// <param name="rows">Coordinates of the rows.</param>
    /// <param name="columns">Coordinates of the columns.</param>
    /// <param name="width">Channels of a head.</param>
    public static Tensor Plane(Tensor rows, Tensor columns, int width)
    {
        var (h, w) = (rows.Size(0), columns.Size(0));
        var row = Line(rows, width / 2).Unsqueeze(1).Expand(h, w, width / 4);
        var column = Line(columns, width / 2).Unsqueeze(0).Expand(h, w, width / 4);
        return Tensor.Cat([column, row], -1).Reshape(h * w, width / 2);
    }

    /// <summary>Angles of a plane in which channels alternate: row, column, row, column, ... [rows columns, width / 2]</summary>
    public static Tensor AlternatingPlane(int rows, int columns, int width, double linear = 1, double ntk = 1)
    {
        Tensor Along(int count) => Line(Tensor.Arange(0, count, ScalarType.Float32), width / 2, linear: linear, ntk: ntk);
        long[] shape = [rows, columns, width / 4];
        return Tensor.Stack([Along(rows).Unsqueeze(1).Expand(shape), Along(columns).Unsqueeze(0).Expand(shape)], -1).Reshape(rows * columns, width / 2);
    }

    /// <summary>Angles of a volume: a quarter of the channels for time, three eighths each for row and column. [frames rows columns, width / 2]</summary>
    public static Tensor Volume(Tensor frames, Tensor rows, Tensor columns, int width, double theta = 10000)
    {
        var (t, h, w) = (frames.Size(0), rows.Size(0), columns.Size(0));
        var (time, plane) = (width / 4, width / 8 * 3);
        return Tensor.Cat(
            [
                Line(frames, time, theta).Reshape(t, 1, 1, -1).Expand(t, h, w, time / 2),
                Line(rows, plane, theta).Reshape(1, h, 1, -1).Expand(t, h, w, plane / 2),
                Line(columns, plane, theta).Reshape(1, 1, w, -1).Expand(t, h, w, plane / 2),
            ],
            -1).Reshape(t * h * w, -1);
    }

    /// <summary>Coordinates of a crop: start to stop (count - 1) / count in even steps.</summary>
    public static Tensor Crop(double start, double stop, int count) => Tensor.Linspace(start, stop * (count - 1) / count, count);
}
