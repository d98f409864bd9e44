namespace Atelier.Imaging.Polygons;

/// <summary>Pillow's filled polygon: crossings of each row with the edges, in float32, with its rules for corners.</summary>
internal static class PillowPolygon
{
    public static void Fill(IReadOnlyList<(double X, double Y)> points, Mask mask)
    {
        var edges = Edges([.. points.Select(p => ((int)p.X, (int)p.Y))]);
        if (edges.Count == 0)
            return;
        foreach (var edge in edges.Where(e => e.Top == e.Bottom))
            Span(mask, edge.Left, edge.Top, edge.Right);
        var sloped = edges.Where(e => e.Top != e.Bottom).ToList();
        for (var y = Math.Max(0, edges.Min(e => e.Top)); y <= Math.Min(mask.Height, edges.Max(e => e.Bottom)); y++)
        {
            var crossings = Crossings(sloped, y, edges.Max(e => e.Bottom));
            crossings.Sort();
            for (var i = 1; i < crossings.Count; i += 2)
                Span(mask, Nearest(crossings[i - 1], up: true), y, Nearest(crossings[i], up: false));
        }
    }

    private static List<Edge> Edges(List<(int X, int Y)> points)
    {
        var edges = new List<Edge>();
        for (var i = 0; i + 1 < points.Count; i++)
        {
            var (from, to) = (points[i], points[i + 1]);
            if (i > 0 && from.Y == to.Y && from.Y == points[i - 1].Y && Math.Sign(to.X - from.X) == Math.Sign(from.X - points[i - 1].X) && to.X != from.X)
                edges[^1] = to.X > from.X ? edges[^1] with { Right = to.X } : edges[^1] with { Left = to.X }; // a longer horizontal
            else
                edges.Add(Edge.Between(from, to));
        }

        if (points[^1] != points[0])
            edges.Add(Edge.Between(points[^1], points[0]));
        return edges;
    }

    private static List<float> Crossings(List<Edge> edges, int y, int bottom)
    {
        var crossings = new List<float>();
        for (var i = 0; i < edges.Count; i++)
        {
            var edge = edges[i];
            if (y < edge.Top || y > edge.Bottom)
                continue;
            var x = edge.At(y);
            if (y == edge.Bottom && y < bottom)
                crossings.Add(x); // the row below begins another edge: twice, so that the parity stays
            else if ((y == edge.Top || y == edge.Bottom) && edge.Slope != 0)
                x = Corner(edges, i, y, x);
            crossings.Add(x);
        }

        return crossings;
    }

    /// <summary>Where two flat edges meet in a corner, widens it up to what the neighbouring row shows.</summary>
    private static float Corner(List<Edge> edges, int current, int y, float x)
    {
        var edge = edges[current];
        var row = y == edge.Bottom ? y - 1 : y + 1;
        foreach (var other in edges.Take(current))
        {
            if ((y != other.Top && y != other.Bottom) || other.Slope == 0 || Round(x) != Round(other.At(y)) || row < other.Top || row > other.Bottom)
                continue;
            float one = edge.At(row), two = other.At(row);
            if (x > one + 1 && x > two + 1)
                return Round(MathF.Max(one, two)) + 1;
            return x < one - 1 && x < two - 1 ? Round(MathF.Min(one, two)) - 1 : x;
        }

        return x;
    }

    private static float Round(float value) => MathF.Round(value, MidpointRounding.AwayFromZero);

    /// <summary>The nearest whole number, of two the outer or the inner one; mirrored below zero.</summary>
    private static int Nearest(float value, bool up)
    {
        var size = Math.Abs(value);
        var whole = (int)(up ? MathF.Floor(size + 0.5f) : MathF.Ceiling(size - 0.5f));
        return value < 0 ? -whole : whole;
    }

    private static void Span(Mask mask, int from, int y, int to)
    {
        for (var x = Math.Max(0, from); (uint)y < (uint)mask.Height && x <= Math.Min(mask.Width - 1, to); x++)
            mask.Cells[(y * mask.Width) + x] = 1;
    }

    private readonly record struct Edge(int Left, int Right, int Top, int Bottom, int X, int Y, float Slope)
    {
        public static Edge Between((int X, int Y) from, (int X, int Y) to) => new(
            Math.Min(from.X, to.X), Math.Max(from.X, to.X), Math.Min(from.Y, to.Y), Math.Max(from.Y, to.Y),
            from.X, from.Y, from.Y == to.Y ? 0 : (float)(to.X - from.X) / (to.Y - from.Y));

        public float At(int y) => ((y - Y) * Slope) + X;
    }
}
