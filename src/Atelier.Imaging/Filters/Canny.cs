namespace Atelier.Imaging;

/// <summary>OpenCV's Canny edge detector.</summary>
public static class Canny
{
    private const int Tan22 = 13573; // tan 22.5 degrees in 2^-15

    /// <summary>Edges as 255, all else 0.</summary>
    /// <param name="picture">Grey or RGB; of RGB the channel with the largest gradient counts at each pixel.</param>
    /// <param name="low">Gradient above which an edge goes on.</param>
    /// <param name="high">Gradient above which an edge begins; swapped with the other where smaller.</param>
    /// <param name="aperture">Sobel size: 3, 5 or 7.</param>
    /// <param name="euclidean">Whether the gradient is the root of squares, else the sum of amounts.</param>
    public static Picture Detect(Picture picture, double low, double high, int aperture = 3, bool euclidean = false)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (aperture is not (3 or 5 or 7))
            throw new ArgumentException($"Canny's aperture is 3, 5 or 7; {aperture} was given.");
        picture = picture.WithoutAlpha();
        if (low > high)
            (low, high) = (high, low);
        var scale = aperture == 7 ? 1 / 16.0 : 1;
        (low, high) = (low * scale, high * scale);
        if (euclidean)
        {
            (low, high) = (Math.Min(32767, low), Math.Min(32767, high));
            (low, high) = (low > 0 ? low * low : low, high > 0 ? high * high : high);
        }

        var gradient = Gradient.Of(picture, aperture, scale, euclidean);
        return Follow(Thin(gradient, picture.Width, picture.Height, (int)Math.Floor(low), (int)Math.Floor(high)), picture.Width, picture.Height);
    }

    /// <summary>Non-maximum suppression: 2 where an edge begins, 1 where it may go on, 0 elsewhere.</summary>
    private static byte[] Thin(Gradient gradient, int width, int height, int low, int high)
    {
        var kind = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = (y * width) + x;
                var m = gradient.Magnitude[at];
                if (m > low && IsRidge(at, x, y, m))
                    kind[at] = (byte)(m > high ? 2 : 1);
            }
        }

        return kind;

        bool IsRidge(int at, int x, int y, int m)
        {
            int dx = gradient.X[at], dy = gradient.Y[at];
            int across = Math.Abs(dx), down = Math.Abs(dy) << 15;
            var flat = across * Tan22;
            if (down < flat)
                return m > At(x - 1, y) && m >= At(x + 1, y);
            if (down > flat + (across << 16))
                return m > At(x, y - 1) && m >= At(x, y + 1);
            var side = (dx ^ dy) < 0 ? -1 : 1;
            return m > At(x - side, y - 1) && m > At(x + side, y + 1);
        }

        int At(int x, int y) => (uint)x < (uint)width && (uint)y < (uint)height ? gradient.Magnitude[(y * width) + x] : 0;
    }

    private static Picture Follow(byte[] kind, int width, int height)
    {
        var edges = new Picture(width, height, 1);
        var open = new Stack<int>(Enumerable.Range(0, kind.Length).Where(i => kind[i] == 2));
        foreach (var start in open)
            edges.Pixels[start] = 255;
        while (open.TryPop(out var at))
        {
            for (var n = 0; n < 9; n++)
            {
                int x = (at % width) + (n % 3) - 1, y = (at / width) + (n / 3) - 1;
                var next = (y * width) + x;
                if ((uint)x >= (uint)width || (uint)y >= (uint)height || kind[next] == 0 || edges.Pixels[next] != 0)
                    continue;
                edges.Pixels[next] = 255;
                open.Push(next);
            }
        }

        return edges;
    }

    private sealed record Gradient(short[] X, short[] Y, int[] Magnitude)
    {
        public static Gradient Of(Picture picture, int aperture, double scale, bool euclidean)
        {
            Gradient? best = null;
            for (var c = 0; c < picture.Channels; c++)
            {
                var dx = Sobel.Derive(picture, 1, 0, aperture, BorderRule.Replicate, c, scale);
                var dy = Sobel.Derive(picture, 0, 1, aperture, BorderRule.Replicate, c, scale);
                var magnitude = new int[dx.Length];
                for (var i = 0; i < magnitude.Length; i++)
                    magnitude[i] = euclidean ? (dx[i] * dx[i]) + (dy[i] * dy[i]) : Math.Abs((int)dx[i]) + Math.Abs((int)dy[i]);
                if (best is null)
                    best = new Gradient(dx, dy, magnitude);
                else
                    best.TakeLarger(dx, dy, magnitude);
            }

            return best!;
        }

        private void TakeLarger(short[] dx, short[] dy, int[] magnitude)
        {
            for (var i = 0; i < magnitude.Length; i++)
            {
                if (magnitude[i] > Magnitude[i])
                    (X[i], Y[i], Magnitude[i]) = (dx[i], dy[i], magnitude[i]);
            }
        }
    }
}
