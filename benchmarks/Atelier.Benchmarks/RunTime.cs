using System.Diagnostics;

namespace Atelier.Benchmarks;

/// <summary>How long one run took.</summary>
/// <param name="Seconds">By the clock.</param>
/// <param name="CpuSeconds">Of the CPU, all threads together.</param>
internal readonly record struct RunTime(double Seconds, double CpuSeconds)
{
    public static RunTime Of(Action step)
    {
        var (start, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        step();
        return new(Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }

    public static RunTime Median(IReadOnlyCollection<RunTime> runs) => new(Median(runs.Select(run => run.Seconds)), Median(runs.Select(run => run.CpuSeconds)));

    private static double Median(IEnumerable<double> times)
    {
        var sorted = times.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
