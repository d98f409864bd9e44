namespace Atelier.Imaging.Polygons;

/// <summary>COCO's rule: the border is walked on a grid five times finer, and its crossings of the columns' middles make the runs.</summary>
internal static class CocoPolygon
{
    private const double Scale = 5;

    public static Mask Fill(IReadOnlyList<(double X, double Y)> points, int width, int height)
    {
        var border = Walk(points);
        var places = new List<int>();
        for (var i = 1; i < border.Count; i++)
        {
            var (u, v) = border[i];
            var (before, above) = border[i - 1];
            if (u == before)
                continue;
            var x = ((u < before ? u : u - 1) + 0.5) / Scale - 0.5;
            if (Math.Floor(x) != x || x < 0 || x > width - 1)
                continue;
            var y = Math.Ceiling(Math.Clamp((Math.Min(v, above) + 0.5) / Scale - 0.5, 0, height));
            places.Add(((int)x * height) + (int)y);
        }

        places.Add(width * height);
        places.Sort();
        return new CocoRunLengths(width, height, Runs(places)).ToMask();
    }

    private static List<(int U, int V)> Walk(IReadOnlyList<(double X, double Y)> points)
    {
        var fine = points.Select(p => (X: (int)((Scale * p.X) + 0.5), Y: (int)((Scale * p.Y) + 0.5))).ToList();
        var border = new List<(int, int)>();
        for (var i = 0; i < fine.Count; i++)
        {
            var (from, to) = (fine[i], fine[(i + 1) % fine.Count]);
            int dx = Math.Abs(to.X - from.X), dy = Math.Abs(to.Y - from.Y);
            var flat = dx >= dy;
            var flipped = flat ? from.X > to.X : from.Y > to.Y;
            if (flipped)
                (from, to) = (to, from);
            var length = Math.Max(dx, dy);
            var slope = length == 0 ? 0 : (double)(flat ? to.Y - from.Y : to.X - from.X) / length;
            for (var d = 0; d <= length; d++)
            {
                var t = flipped ? length - d : d;
                border.Add(flat ? (from.X + t, (int)(from.Y + (slope * t) + 0.5)) : ((int)(from.X + (slope * t) + 0.5), from.Y + t));
            }
        }

        return border;
    }

    /// <summary>Differences of sorted places; two equal places cancel each other.</summary>
    private static List<int> Runs(List<int> places)
    {
        var differences = places.Select((place, i) => place - (i == 0 ? 0 : places[i - 1])).ToList();
        var runs = new List<int> { differences[0] };
        for (var i = 1; i < differences.Count; i++)
        {
            if (differences[i] > 0)
                runs.Add(differences[i]);
            else if (++i < differences.Count)
                runs[^1] += differences[i];
        }

        return runs;
    }
}
