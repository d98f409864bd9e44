using Atelier.Torch;

namespace Atelier.Systems.OminiControl2;

/// <summary>Puts parts of a picture's tokens together by their positions.</summary>
public static class TokenCanvas
{
    /// <summary>The whole grid, as large as the largest positions say; cells that no part covers are 0.</summary>
    /// <param name="parts">Tokens [B, N, C] with whole-numbered positions [N, 3] of 0, row, column; later parts cover earlier ones.</param>
    /// <returns>[B, rows columns, C]</returns>
    /// <exception cref="ArgumentException">There is no part, or a position is negative.</exception>
    public static Tensor Assemble(params ReadOnlySpan<(Tensor Tokens, Tensor Positions)> parts)
    {
        if (parts.IsEmpty)
            throw new ArgumentException("A canvas needs at least one part.");
        using var scope = Tensor.Scope();
        var given = parts.ToArray();
        var cells = Array.ConvertAll(given, p => p.Positions.To(Device.Cpu, ScalarType.Float32).ToArray<float>());
        var (rows, columns) = ((int)Largest(cells, 1) + 1, (int)Largest(cells, 2) + 1);
        var first = given[0].Tokens;
        var canvas = Tensor.Zeros([first.Size(0), rows * columns, first.Size(2)], first.Type, first.Device);
        for (var i = 0; i < given.Length; i++)
        {
            var at = cells[i].Chunk(3).Select(p => ((long)p[1] * columns) + (long)p[2]).ToArray();
            if (at.Any(a => a < 0))
                throw new ArgumentException($"Part {i} has a negative position; a canvas begins at row 0 and column 0.");
            canvas = canvas.IndexCopyInPlace(1, Tensor.From(at, at.Length).To(first.Device), given[i].Tokens.To(first.Type));
        }

        return scope.Keep(canvas);
    }

    private static float Largest(float[][] cells, int axis) => cells.Max(c => c.Chunk(3).Max(p => p[axis]));
}
