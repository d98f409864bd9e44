namespace Atelier.Imaging.Polygons;

/// <summary>OpenCV's fillPoly: spans between pairs of edges in 16.16 fixed point, and the border as lines.</summary>
internal static class CvPolygon
{
    private const int Shift = 16;
    private const long One = 1L << Shift;

    public static void Fill(IReadOnlyList<(double X, double Y)> points, Mask mask)
    {
        var corners = points.Select(p => (X: (long)Math.Round(p.X), Y: (long)Math.Round(p.Y))).ToList();
        var edges = new List<Edge>();
        for (var i = 0; i < corners.Count; i++)
        {
            var (from, to) = (corners[(i + corners.Count - 1) % corners.Count], corners[i]);
            if (from.Y != to.Y)
                edges.Add(Edge.Between(from, to));
            if (CvLine.Clip(mask.Width, mask.Height, ref from, ref to))
                CvLine.Draw(mask, from, to);
        }

        for (var y = Math.Max(0, (int)corners.Min(p => p.Y)); y < Math.Min(mask.Height, corners.Max(p => p.Y)); y++)
        {
            var crossings = edges.Where(e => e.Top <= y && y < e.Bottom).Select(e => e.At(y)).Order().ToList();
            for (var i = 0; i + 1 < crossings.Count; i += 2)
                Span(mask, y, (crossings[i] + One - 1) >> Shift, crossings[i + 1] >> Shift);
        }
    }

    private static void Span(Mask mask, int y, long from, long to)
    {
        for (var x = Math.Max(0, from); x <= Math.Min(mask.Width - 1, to); x++)
            mask.Cells[(y * mask.Width) + x] = 1;
    }

    private readonly record struct Edge(long Top, long Bottom, long X, long Slope)
    {
        public static Edge Between((long X, long Y) from, (long X, long Y) to)
        {
            if (from.Y > to.Y)
                (from, to) = (to, from);
            return new Edge(from.Y, to.Y, from.X << Shift, ((to.X - from.X) << Shift) / (to.Y - from.Y));
        }

        public long At(int y) => X + ((y - Top) * Slope);
    }
}
