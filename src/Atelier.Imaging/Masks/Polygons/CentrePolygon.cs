namespace Atelier.Imaging.Polygons;

/// <summary>Point-in-polygon at every pixel centre; a point on the border shows different parities left and right (O'Rourke 1998).</summary>
internal static class CentrePolygon
{
    private const double Near = 1e-12;

    public static void Fill(IReadOnlyList<(double X, double Y)> points, Mask mask)
    {
        int left = First(points.Min(p => p.X)), right = Last(points.Max(p => p.X), mask.Width);
        int top = First(points.Min(p => p.Y)), bottom = Last(points.Max(p => p.Y), mask.Height);
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
                mask.Cells[(y * mask.Width) + x] = (byte)(Contains(points, x, y) ? 1 : 0);
        }
    }

    private static int First(double least) => (int)Math.Max(0, least);

    private static int Last(double most, int size) => (int)Math.Min(size - 1, Math.Ceiling(most));

    private static bool Contains(IReadOnlyList<(double X, double Y)> points, double x, double y)
    {
        bool right = false, left = false;
        double x1 = points[points.Count - 1].X - x, y1 = points[points.Count - 1].Y - y;
        foreach (var point in points)
        {
            double x0 = point.X - x, y0 = point.Y - y;
            if (Math.Abs(x0) < Near && Math.Abs(y0) < Near)
                return true;
            if (y0 > 0 != y1 > 0 && ((x0 * y1) - (x1 * y0)) / (y1 - y0) > 0)
                right = !right;
            if (y0 < 0 != y1 < 0 && ((x0 * y1) - (x1 * y0)) / (y1 - y0) < 0)
                left = !left;
            (x1, y1) = (x0, y0);
        }

        return right || left;
    }
}
