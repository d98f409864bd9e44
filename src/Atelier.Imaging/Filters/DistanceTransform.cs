namespace Atelier.Imaging;

/// <summary>The distance of every set pixel to the nearest clear one; what lies outside does not count as clear.</summary>
public static class DistanceTransform
{
    private const double Far = 1e20;

    /// <summary>The exact Euclidean distance (Felzenszwalb and Huttenlocher 2012).</summary>
    /// <param name="mask">Grey; 0 is clear.</param>
    /// <returns>Height x width pixels; infinity everywhere where nothing is clear.</returns>
    public static FloatPicture Exact(Picture mask)
    {
        CheckGrey(mask);
        var squares = Squares(mask.Pixels, mask.Width, mask.Height);
        return new FloatPicture(mask.Width, mask.Height, 1, Array.ConvertAll(squares, d => (float)Math.Sqrt(d)));
    }

    /// <summary>Squared distances to the nearest zero; infinity where there is none.</summary>
    internal static double[] Squares(byte[] cells, int width, int height)
    {
        var squares = Array.ConvertAll(cells, value => value == 0 ? 0 : Far);
        for (var x = 0; x < width; x++)
            Envelope(squares, x, width, height);
        for (var y = 0; y < height; y++)
            Envelope(squares, y * width, 1, width);
        for (var i = 0; i < squares.Length; i++)
            squares[i] = squares[i] >= Far / 2 ? double.PositiveInfinity : squares[i];
        return squares;
    }

    /// <summary>OpenCV's approximation by the cheapest path over neighbours.</summary>
    /// <param name="mask">Grey; 0 is clear.</param>
    /// <param name="metric">L1 and C are exact; L2 weighs steps .955 and 1.3693, or with size 5 also knight's moves: 1, 1.4, 2.1969.</param>
    /// <param name="size">3 or 5; 5 for L2 only.</param>
    public static FloatPicture Chamfer(Picture mask, DistanceMetric metric, int size = 3)
    {
        CheckGrey(mask);
        if (size != 3 && (size != 5 || metric != DistanceMetric.L2))
            throw new ArgumentException($"The neighbourhood is 3, or 5 for L2; {size} for {metric} was given.");
        var (straight, diagonal, knight) = (metric, size) switch
        {
            (DistanceMetric.L1, _) => (1f, 2f, 0f),
            (DistanceMetric.C, _) => (1f, 1f, 0f),
            (_, 3) => (0.955f, 1.3693f, 0f),
            _ => (1f, 1.4f, 2.1969f),
        };
        (int X, int Y, float Cost)[] before = [(-1, 0, straight), (-1, -1, diagonal), (0, -1, straight), (1, -1, diagonal)];
        if (knight > 0)
            before = [.. before, (-2, -1, knight), (-1, -2, knight), (1, -2, knight), (2, -1, knight)];
        var result = new FloatPicture(mask.Width, mask.Height, 1, Array.ConvertAll(mask.Pixels, value => value == 0 ? 0 : float.PositiveInfinity));
        for (var i = 0; i < mask.Pixels.Length; i++)
            Relax(result, i, before, 1);
        for (var i = mask.Pixels.Length - 1; i >= 0; i--)
            Relax(result, i, before, -1);
        return result;
    }

    private static void Relax(FloatPicture distance, int at, (int X, int Y, float Cost)[] neighbours, int sign)
    {
        int x = at % distance.Width, y = at / distance.Width;
        foreach (var (dx, dy, cost) in neighbours)
        {
            int nx = x + (sign * dx), ny = y + (sign * dy);
            if ((uint)nx < (uint)distance.Width && (uint)ny < (uint)distance.Height)
                distance.Values[at] = Math.Min(distance.Values[at], distance.Values[(ny * distance.Width) + nx] + cost);
        }
    }

    /// <summary>Replaces f by min over q of (p - q)^2 + f(q) along one line: the lower envelope of parabolas.</summary>
    private static void Envelope(double[] values, int start, int step, int count)
    {
        var f = new double[count];
        for (var i = 0; i < count; i++)
            f[i] = values[start + (i * step)];
        var centres = new int[count];
        var bounds = new double[count + 1];
        var last = 0;
        (bounds[0], bounds[1]) = (double.NegativeInfinity, double.PositiveInfinity);
        for (var q = 1; q < count; q++)
        {
            double cross;
            while ((cross = Crossing(q, centres[last])) <= bounds[last])
                last--;
            centres[++last] = q;
            (bounds[last], bounds[last + 1]) = (cross, double.PositiveInfinity);
        }

        for (int q = 0, k = 0; q < count; q++)
        {
            while (bounds[k + 1] < q)
                k++;
            var away = (double)(q - centres[k]);
            values[start + (q * step)] = Math.Min(Far, (away * away) + f[centres[k]]);
        }

        double Crossing(int q, int centre) => (f[q] + ((double)q * q) - f[centre] - ((double)centre * centre)) / (2.0 * (q - centre));
    }

    private static void CheckGrey(Picture mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.Channels != 1)
            throw new ArgumentException($"A mask is grey; this picture has {mask.Channels} channels.");
    }
}
