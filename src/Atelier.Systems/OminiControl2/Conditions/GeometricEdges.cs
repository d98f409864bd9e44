using Atelier.Imaging;

namespace Atelier.Systems.OminiControl2.Conditions;

/// <summary>Borders of things: where the object changes or the distance bends. Textures and shadows leave no trace.</summary>
public static class GeometricEdges
{
    // Inverse depth is linear over a plane, so its second difference is zero there whatever the slant. Where two planes meet, it falls with
    // the number of pixels.
    private const float Bend = 0.8f;

    /// <summary>White on black.</summary>
    /// <param name="parts">Height x width: a number for each object, or kind of object.</param>
    /// <param name="metres">Height x width distances; infinite for the sky.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <returns>RGB.</returns>
    public static Picture Of<T>(ReadOnlySpan<T> parts, ReadOnlySpan<float> metres, int width, int height)
        where T : IEquatable<T>
    {
        var picture = new Picture(width, height, 3);
        var bend = Bend / Math.Min(width, height);
        for (var i = 0; i < parts.Length; i++)
        {
            var (x, y) = (i % width, i / width);
            var isEdge = (x + 1 < width && !parts[i].Equals(parts[i + 1])) || (y + 1 < height && !parts[i].Equals(parts[i + width])) ||
                (x > 0 && x + 1 < width && Bends(metres, i, 1, bend)) || (y > 0 && y + 1 < height && Bends(metres, i, width, bend));
            if (isEdge)
                picture.Pixels.AsSpan(i * 3, 3).Fill(255);
        }

        return picture;
    }

    private static bool Bends(ReadOnlySpan<float> metres, int at, int step, float bend)
    {
        var (before, here, after) = (1 / metres[at - step], 1 / metres[at], 1 / metres[at + step]);
        return Math.Abs(before + after - (2 * here)) > bend * Math.Max(before, Math.Max(here, after));
    }
}
