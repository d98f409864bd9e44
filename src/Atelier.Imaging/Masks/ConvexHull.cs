namespace Atelier.Imaging;

/// <summary>The convex hull of a mask.</summary>
public static class ConvexHull
{
    /// <summary>All pixels whose centre lies in the hull.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="ofEdges">Whether the hull goes around the half-way points of the pixels' edges, else around their centres
    /// (then a mask on one line has no hull and the result is empty, as in scikit-image).</param>
    public static Mask Fill(Mask mask, bool ofEdges = true)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var result = new Mask(mask.Width, mask.Height);
        var half = ofEdges ? 1 : 0; // coordinates are doubled, so that halves are whole
        var points = Members(mask).SelectMany(p => half == 0
            ? new[] { (2 * p.X, 2 * p.Y) }
            : [((2 * p.X) + 1, 2 * p.Y), ((2 * p.X) - 1, 2 * p.Y), (2 * p.X, (2 * p.Y) + 1), (2 * p.X, (2 * p.Y) - 1)]);
        var hull = Chain(points);
        for (var i = 0; hull.Count > 0 && i < result.Cells.Length; i++)
            result.Cells[i] = (byte)(Contains(hull, (2 * (i % mask.Width), 2 * (i / mask.Width))) ? 1 : 0);
        return result;
    }

    /// <summary>The corners of the hull of the pixels' centres, in OpenCV's order.</summary>
    /// <remarks>From the lowest of the rightmost pixels over the bottom to the left; see <see cref="ConvexHullOrder"/>.</remarks>
    public static IReadOnlyList<(int X, int Y)> Corners(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var hull = Chain(Members(mask));
        var start = hull.IndexOf(hull.OrderBy(p => p.X).ThenBy(p => p.Y).LastOrDefault());
        return hull.Count == 0 ? hull : ConvexHullOrder.Shift([.. hull.Skip(start), .. hull.Take(start)], mask.Width);
    }

    private static IEnumerable<(int X, int Y)> Members(Mask mask) =>
        Enumerable.Range(0, mask.Cells.Length).Where(i => mask.Cells[i] != 0).Select(i => (i % mask.Width, i / mask.Width));

    /// <summary>Andrew's monotone chain; corners only, clockwise as the picture shows it (rows go down).</summary>
    private static List<(int X, int Y)> Chain(IEnumerable<(int X, int Y)> points)
    {
        var sorted = points.Distinct().OrderBy(p => p.X).ThenBy(p => p.Y).ToList();
        if (sorted.Count < 3)
            return sorted;
        var hull = new List<(int X, int Y)>();
        Extend(hull, sorted);
        sorted.Reverse();
        Extend(hull, sorted);
        return hull;
    }

    private static void Extend(List<(int X, int Y)> hull, List<(int X, int Y)> points)
    {
        var first = hull.Count;
        foreach (var point in points)
        {
            while (hull.Count >= first + 2 && Turn(hull[^2], hull[^1], point) <= 0)
                hull.RemoveAt(hull.Count - 1);
            hull.Add(point);
        }

        hull.RemoveAt(hull.Count - 1); // it begins the other half
    }

    private static bool Contains(List<(int X, int Y)> hull, (int X, int Y) point)
    {
        for (var i = 0; i < hull.Count; i++)
        {
            if (Turn(hull[i], hull[(i + 1) % hull.Count], point) < 0)
                return false;
        }

        return hull.Count > 2;
    }

    private static long Turn((int X, int Y) a, (int X, int Y) b, (int X, int Y) c) =>
        ((long)(b.X - a.X) * (c.Y - a.Y)) - ((long)(b.Y - a.Y) * (c.X - a.X));
}
