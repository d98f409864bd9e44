using Atelier.Torch;

namespace Atelier.Models.Mar;

/// <summary>A learned position table for a square grid, and what it becomes for another grid.</summary>
public static class LearnedPositions
{
    /// <summary>The table for a grid. [1, S S, D] to [1, rows columns, D]</summary>
    /// <remarks>
    /// Bicubic with a = -0.75, the samples (rows + offset) / S apart as in DINO. The released code swaps the axes of grids that are not square;
    /// here rows are rows.
    /// </remarks>
    /// <param name="table">[1, S S, D].</param>
    /// <param name="grid">The grid wanted.</param>
    /// <param name="offset">Keeps the number of samples right after rounding.</param>
    public static Tensor Resize(Tensor table, TokenGrid grid, double offset = 0.1)
    {
        var side = (long)Math.Round(Math.Sqrt(table.Size(1)));
        if (side * side != table.Size(1))
            throw new ArgumentException($"A position table is square, {table.Describe()} is not.");
        if (grid.Rows == side && grid.Columns == side)
            return table;
        var planes = table.Float().Reshape(1, side, side, table.Size(2)).Permute(0, 3, 1, 2);
        var resized = planes.UpsampleBicubicBy(grid.Rows, grid.Columns, (grid.Rows + offset) / side, (grid.Columns + offset) / side);
        return resized.Permute(0, 2, 3, 1).Reshape(1, grid.Length, table.Size(2)).To(table.Type);
    }
}
