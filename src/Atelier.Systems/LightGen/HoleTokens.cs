using Atelier.Imaging;
using Atelier.Models.Mar;

namespace Atelier.Systems.LightGen;

/// <summary>Between the pixels of a mask and the tokens of a picture.</summary>
internal static class HoleTokens
{
    /// <summary>Tokens that hold at least one pixel of the mask, in raster order.</summary>
    /// <param name="mask">Pixels.</param>
    /// <param name="grid">Tokens.</param>
    /// <param name="side">Of a token, pixels.</param>
    public static IReadOnlyList<int> Of(Mask mask, TokenGrid grid, int side)
    {
        return [.. Enumerable.Range(0, grid.Length).Where(Touched)];

        bool Touched(int token)
        {
            var (top, left) = (token / grid.Columns * side, token % grid.Columns * side);
            return Enumerable.Range(top, side).Any(y => mask.Cells.AsSpan((y * mask.Width) + left, side).ContainsAnyExcept((byte)0));
        }
    }

    /// <summary>The new picture inside the mask and the old one outside, byte for byte.</summary>
    public static Picture Keep(Picture before, Picture after, Mask mask)
    {
        var (old, result) = (before.ToRgb(), new Picture(after.Width, after.Height, after.Channels, [.. after.Pixels]));
        for (var i = 0; i < mask.Cells.Length; i++)
        {
            if (mask.Cells[i] == 0)
                old.Pixels.AsSpan(3 * i, 3).CopyTo(result.Pixels.AsSpan(3 * i, 3));
        }

        return result;
    }
}
