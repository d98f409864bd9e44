namespace Atelier.Diffusion.Grids;

/// <summary>The timesteps of a run, largest first.</summary>
internal static class TimestepGrid
{
    /// <summary>Whole timesteps of the samplers that jump between timesteps (DDIM, DDPM, PNDM).</summary>
    public static double[] Whole(TimestepSpacing spacing, int train, int steps, int offset) => spacing == TimestepSpacing.Linspace
        ? Falling(SigmaGrid.Linear(0, train - 1, steps), Math.Round)
        : Fractional(spacing, train, steps, offset);

    /// <summary>Timesteps of the samplers that work on noise levels (Euler, Heun, LMS); fractions where evenly spread.</summary>
    public static double[] Fractional(TimestepSpacing spacing, int train, int steps, int offset) => spacing switch
    {
        TimestepSpacing.Linspace => Falling(SigmaGrid.Linear(0, train - 1, steps), t => (float)t),
        TimestepSpacing.Leading => Falling(Multiples(train / steps, steps), t => t + offset),
        _ => Trailing(train, train, steps),
    };

    /// <summary>Timesteps of the exponential integrators (DPM-Solver, DEIS, UniPC): one more point is spread, and the lowest is dropped.</summary>
    /// <param name="spacing">The rule.</param>
    /// <param name="train">Timesteps of training.</param>
    /// <param name="usable">Timesteps that may be visited, at most those of training.</param>
    /// <param name="steps">Timesteps of the run.</param>
    /// <param name="offset">Added where leading.</param>
    public static double[] Solver(TimestepSpacing spacing, int train, int usable, int steps, int offset) => spacing switch
    {
        TimestepSpacing.Linspace => Falling(SigmaGrid.Linear(0, usable - 1, steps + 1), Math.Round)[..^1],
        TimestepSpacing.Leading => Falling(Multiples(usable / (steps + 1), steps + 1), t => t + offset)[..^1],
        _ => Trailing(train, usable, steps),
    };

    private static double[] Trailing(int train, int usable, int steps)
    {
        var stride = (double)train / steps;
        var count = (int)Math.Ceiling(usable / stride);
        var points = new double[count];
        for (var i = 0; i < count; i++)
            points[i] = Math.Round(usable - i * stride) - 1;
        return points;
    }

    private static double[] Multiples(int stride, int count) => [.. Enumerable.Range(0, count).Select(i => (double)i * stride)];

    private static double[] Falling(double[] rising, Func<double, double> each)
    {
        var falling = SigmaGrid.Map(rising, each);
        Array.Reverse(falling);
        return falling;
    }
}
