using Atelier.Imaging;
using Atelier.Systems.Pipelines;

namespace Atelier.Systems.OminiControl2.Tokens;

/// <summary>A picture of which a part is known: known patches are a condition, only the others are denoised.</summary>
/// <remarks>Tan et al. 2025, arXiv 2503.08280: token integration for in- and outpainting.</remarks>
public sealed class KnownPatches
{
    /// <summary>Sorts the patches: one is known where all its pixels are.</summary>
    /// <param name="unknown">The pixels to paint.</param>
    /// <param name="patch">Pixels of a token's side.</param>
    /// <exception cref="RequestException">There is nothing to paint, or no patch is known.</exception>
    public KnownPatches(Mask unknown, int patch)
    {
        var known = new bool[unknown.Height / patch, unknown.Width / patch];
        var unknownToo = (bool[,])known.Clone();
        for (var i = 0; i < known.Length; i++)
        {
            var (row, column) = (i / known.GetLength(1), i % known.GetLength(1));
            known[row, column] = unknown.IsEmpty(column * patch, row * patch, patch);
            unknownToo[row, column] = !known[row, column];
        }

        RequireWork(unknown);
        if (known.Cast<bool>().All(k => !k))
            throw new RequestException(
                $"Nothing is known: each patch of {patch} x {patch} pixels has pixels to paint. Scattered ones can be painted in parts, one after the other; a whole picture needs no known part.");
        (Known, Unknown) = (new(known), new(unknownToo));
    }

    /// <summary>Patches that are a condition.</summary>
    public TokenChoice Known { get; }

    /// <summary>Patches that are denoised.</summary>
    public TokenChoice Unknown { get; }

    /// <summary>Checks that there is something to paint.</summary>
    /// <exception cref="RequestException">All pixels are known.</exception>
    public static void RequireWork(Mask unknown)
    {
        if (unknown.Area == 0)
            throw new RequestException("There is nothing to paint: all pixels are known. White pixels of a mask and transparent ones of a picture are painted.");
    }

    /// <summary>The painted picture with all known pixels as they were, bit by bit.</summary>
    /// <param name="painted">Changed in place.</param>
    /// <param name="original">As large, with as many channels.</param>
    /// <param name="unknown">The pixels that were painted.</param>
    public static Picture Restore(Picture painted, Picture original, Mask unknown)
    {
        for (var i = 0; i < unknown.Cells.Length; i++)
        {
            if (unknown.Cells[i] == 0)
                original.Pixels.AsSpan(i * original.Channels, original.Channels).CopyTo(painted.Pixels.AsSpan(i * painted.Channels));
        }

        return painted;
    }
}
