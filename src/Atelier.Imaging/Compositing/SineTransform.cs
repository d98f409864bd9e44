namespace Atelier.Imaging.Compositing;

/// <summary>The Poisson equation on a rectangle with zeros around it, by the discrete sine transform.</summary>
internal static class SineTransform
{
    /// <summary>Solves: sum of the four neighbours minus 4 f equals <paramref name="right"/>.</summary>
    public static double[] SolvePoisson(double[] right, int width, int height)
    {
        double[] across = Sines(width), down = Sines(height);
        var modes = Transform(right, across, down, width, height);
        for (var i = 0; i < modes.Length; i++)
        {
            var x = 2 * Math.Cos(Math.PI * ((i % width) + 1) / (width + 1));
            var y = 2 * Math.Cos(Math.PI * ((i / width) + 1) / (height + 1));
            modes[i] *= 4 / ((width + 1.0) * (height + 1) * (x + y - 4));
        }

        return Transform(modes, across, down, width, height);
    }

    /// <summary>The matrix sin(pi (i + 1) (k + 1) / (n + 1)), which is its own inverse but for the factor 2 / (n + 1).</summary>
    private static double[] Sines(int count)
    {
        var sines = new double[count * count];
        for (var i = 0; i < sines.Length; i++)
            sines[i] = Math.Sin(Math.PI * ((i / count) + 1L) * ((i % count) + 1) / (count + 1.0));
        return sines;
    }

    private static double[] Transform(double[] values, double[] across, double[] down, int width, int height)
    {
        var rows = new double[values.Length];
        for (var y = 0; y < height; y++)
        {
            for (var k = 0; k < width; k++)
                Add(across.AsSpan(k * width, width), values[(y * width) + k], rows.AsSpan(y * width, width));
        }

        var result = new double[values.Length];
        for (var y = 0; y < height; y++)
        {
            for (var k = 0; k < height; k++)
                Add(rows.AsSpan(k * width, width), down[(y * height) + k], result.AsSpan(y * width, width));
        }

        return result;
    }

    private static void Add(ReadOnlySpan<double> from, double factor, Span<double> to)
    {
        for (var i = 0; i < to.Length; i++)
            to[i] += from[i] * factor;
    }
}
