namespace Atelier.Imaging;

/// <summary>A set of pixels around an anchor, for dilation and erosion.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Cells">Height x width values, 1 for members; the anchor is at (width / 2, height / 2).</param>
public sealed record StructuringElement(int Width, int Height, byte[] Cells)
{
    /// <summary>OpenCV's elements.</summary>
    public static StructuringElement Make(ElementShape shape, int width, int height)
    {
        if (width < 1 || height < 1)
            throw new ArgumentException($"An element has at least 1 x 1 cells; {width} x {height} was given.");
        var cells = new byte[width * height];
        int column = width / 2, row = height / 2;
        for (var y = 0; y < height; y++)
        {
            var (from, to) = shape switch
            {
                ElementShape.Rect => (0, width),
                ElementShape.Cross => y == row ? (0, width) : (column, column + 1),
                _ => EllipseRow(y - row, row, column, width),
            };
            for (var x = from; x < to; x++)
                cells[(y * width) + x] = 1;
        }

        return new StructuringElement(width, height, cells);
    }

    /// <summary>All pixels with x^2 + y^2 at most radius^2.</summary>
    public static StructuringElement Disk(int radius)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        var size = (2 * radius) + 1;
        var cells = new byte[size * size];
        for (var i = 0; i < cells.Length; i++)
        {
            int x = (i % size) - radius, y = (i / size) - radius;
            cells[i] = (byte)((x * x) + (y * y) <= radius * radius ? 1 : 0);
        }

        return new StructuringElement(size, size, cells);
    }

    internal (int X, int Y)[] Offsets() =>
        [.. Enumerable.Range(0, Cells.Length).Where(i => Cells[i] != 0).Select(i => ((i % Width) - (Width / 2), (i / Width) - (Height / 2)))];

    private static (int From, int To) EllipseRow(int y, int row, int column, int width)
    {
        if (Math.Abs(y) > row)
            return (0, 0);
        var half = (int)Math.Round(column * Math.Sqrt(((row * row) - (y * y)) * (row == 0 ? 0 : 1.0 / ((double)row * row))));
        return (Math.Max(column - half, 0), Math.Min(column + half + 1, width));
    }
}
