using Atelier.Imaging.Resize;

namespace Atelier.Imaging.Interpolate;

/// <summary>The source positions of one output position along one axis, with their weights.</summary>
internal readonly record struct AxisTaps(int[] Positions, float[] Weights)
{
    public static AxisTaps[] Make(int from, int to, InterpolationMode mode, InterpolationOptions options)
    {
        var smooth = mode is InterpolationMode.Linear or InterpolationMode.Cubic;
        if (!smooth && (options.AlignCorners || options.Antialias))
            throw new ArgumentException($"Aligned corners and antialias are for linear and cubic; the mode is {mode}.");
        var scale = options.AlignCorners ? (to > 1 ? (from - 1) / (float)(to - 1) : 0)
            : options.ScaleFactor is { } factor ? (float)(1 / factor)
            : from / (float)to;
        if (options.Antialias)
            return Windowed(from, to, mode, scale);
        var taps = new AxisTaps[to];
        for (var i = 0; i < to; i++)
        {
            taps[i] = mode switch
            {
                InterpolationMode.Nearest => One(Math.Min((int)MathF.Floor(i * scale), from - 1)),
                InterpolationMode.NearestExact => One(Math.Min((int)MathF.Floor((i + 0.5f) * scale), from - 1)),
                InterpolationMode.Area => Bin((int)((long)i * from / to), (int)((((long)i + 1) * from + to - 1) / to)),
                InterpolationMode.Linear => Two(Source(i, scale, options.AlignCorners), from),
                _ => Four(Source(i, scale, options.AlignCorners), from),
            };
        }

        return taps;
    }

    private static float Source(int i, float scale, bool alignCorners) => alignCorners ? i * scale : ((i + 0.5f) * scale) - 0.5f;

    private static AxisTaps One(int position) => new([position], [1]);

    private static AxisTaps Bin(int start, int end)
    {
        var weights = new float[end - start];
        Array.Fill(weights, 1f / weights.Length);
        return new AxisTaps([.. Enumerable.Range(start, end - start)], weights);
    }

    private static AxisTaps Two(float source, int size)
    {
        source = Math.Max(source, 0);
        var low = Math.Min((int)source, size - 1);
        var part = Math.Clamp(source - low, 0, 1);
        return new AxisTaps([low, Math.Min(low + 1, size - 1)], [1 - part, part]);
    }

    private static AxisTaps Four(float source, int size)
    {
        var low = (int)MathF.Floor(source);
        var part = source - low;
        var (positions, weights) = (new int[4], new float[4]);
        for (var k = 0; k < 4; k++)
        {
            positions[k] = Math.Clamp(low - 1 + k, 0, size - 1);
            weights[k] = (float)FilterKernel.Cubic(part + 1 - k, -0.75);
        }

        return new AxisTaps(positions, weights);
    }

    private static AxisTaps[] Windowed(int from, int to, InterpolationMode mode, float scale)
    {
        var kernel = FilterKernel.Of(mode == InterpolationMode.Linear ? ResizeFilter.Bilinear : ResizeFilter.Bicubic);
        var weights = ResizeWeights.Make(from, 0, scale, to, kernel);
        var taps = new AxisTaps[to];
        for (var i = 0; i < to; i++)
        {
            var start = weights.Start[i];
            taps[i] = new AxisTaps([.. Enumerable.Range(start, weights.Weights[i].Length)], Array.ConvertAll(weights.Weights[i], w => (float)w));
        }

        return taps;
    }
}
