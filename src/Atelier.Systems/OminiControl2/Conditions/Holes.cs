using Atelier.Imaging;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Conditions;

/// <summary>Random parts of a picture that are to be painted, on the grid of tokens.</summary>
public static class Holes
{
    /// <summary>A rectangle of a quarter to three quarters of each side, or all around it.</summary>
    /// <param name="rows">Rows of tokens, at least 2.</param>
    /// <param name="columns">Columns of tokens, at least 2.</param>
    /// <param name="outside">Whether all but the rectangle is unknown, for outpainting.</param>
    /// <param name="random">Draws it.</param>
    /// <returns>[row, column], true for unknown; neither all nor none.</returns>
    public static bool[,] Draw(int rows, int columns, bool outside, Generator random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 2);
        using var scope = Tensor.Scope();
        var draws = Tensor.Rand([4], random).ToArray<float>();
        var (height, width) = (Side(rows, draws[0]), Side(columns, draws[1]));
        var (top, left) = ((int)(draws[2] * (rows - height + 1)), (int)(draws[3] * (columns - width + 1)));
        var unknown = new bool[rows, columns];
        for (var i = 0; i < unknown.Length; i++)
        {
            var (row, column) = (i / columns, i % columns);
            var inside = row >= top && row < top + height && column >= left && column < left + width;
            unknown[row, column] = inside != outside;
        }

        return unknown;
    }

    /// <summary>The pixels of such tokens.</summary>
    /// <param name="unknown">[row, column].</param>
    /// <param name="patch">Pixels of a token's side.</param>
    public static Mask ToMask(bool[,] unknown, int patch)
    {
        var mask = new Mask(unknown.GetLength(1) * patch, unknown.GetLength(0) * patch);
        for (var i = 0; i < mask.Cells.Length; i++)
            mask.Cells[i] = unknown[i / mask.Width / patch, i % mask.Width / patch] ? (byte)1 : (byte)0;
        return mask;
    }

    private static int Side(int count, float draw) => Math.Clamp((int)Math.Round(count * (0.25 + (draw / 2))), 1, count - 1);
}
