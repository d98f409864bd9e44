using Atelier.Torch;

namespace Atelier.Models.Vision;

/// <summary>Learned positions of image patches, resized to grids other than the trained one.</summary>
internal static class PositionGrid
{
    /// <summary>Resizes a table by bicubic interpolation; the tokens in front keep theirs. [N, C] to [N', C]</summary>
    /// <param name="table">Positions of the tokens in front, then of the patches row by row.</param>
    /// <param name="front">Tokens in front of the patches.</param>
    /// <param name="from">Rows and columns of the table.</param>
    /// <param name="to">Rows and columns wanted.</param>
    /// <param name="antialias">Filters with a = -0.5 and widened where it shrinks; else a = -0.75.</param>
    public static Tensor Resize(Tensor table, int front, (long Rows, long Columns) from, (long Rows, long Columns) to, bool antialias)
    {
        if (from == to)
            return table;
        var width = table.Size(1);
        var grid = table.Narrow(0, front, from.Rows * from.Columns).Widened().Reshape(1, from.Rows, from.Columns, width).Permute(0, 3, 1, 2);
        var resized = antialias ? grid.ResizeBicubicAntialias(to.Rows, to.Columns) : grid.UpsampleBicubic(to.Rows, to.Columns);
        var patches = resized.Permute(0, 2, 3, 1).Reshape(to.Rows * to.Columns, width);
        return front == 0 ? patches : Tensor.Cat([table.Narrow(0, 0, front).Widened(), patches]);
    }

    /// <summary>Fails where an image has another grid than the table.</summary>
    /// <exception cref="ArgumentException">It has.</exception>
    public static void Check((long Rows, long Columns) trained, (long Rows, long Columns) given)
    {
        if (given != trained)
        {
            throw new ArgumentException(
                $"The image has {given.Rows} x {given.Columns} patches, the encoder {trained.Rows} x {trained.Columns}: resize it, or ask for interpolated positions.");
        }
    }
}
