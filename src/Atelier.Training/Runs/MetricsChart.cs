using Atelier.Imaging;

namespace Atelier.Training.Runs;

/// <summary>Draws the metrics of runs over their steps.</summary>
public static class MetricsChart
{
    private const int MostPoints = 1000;

    /// <summary>Writes a chart of one run: one line a metric, logarithmic upwards.</summary>
    /// <param name="metrics">The run's <c>metrics.jsonl</c>; a torn last line is left out.</param>
    /// <param name="chart">File to write; <c>.svg</c> or a picture's ending.</param>
    /// <param name="title">Above the chart.</param>
    public static void Write(string metrics, string chart, string title)
    {
        var lines = MetricsFile.Read(metrics);
        if (lines.Count == 0)
            return;
        new LineChart
        {
            Title = title,
            XLabel = "step",
            LogY = true,
            Width = 1000,
            Height = 560,
            Series = [.. lines.Select(l => Series(l.Metric, l.Metric, l.Points))],
        }.Save(chart);
    }

    /// <summary>One metric of several runs, one line a run.</summary>
    /// <param name="runs">What each is called, and its folder.</param>
    /// <param name="metric">Name of the metric, such as <c>loss</c> or <c>eval_flow_edges</c>.</param>
    /// <exception cref="SettingException">A folder is no run, or it logged no such metric.</exception>
    public static LineChart Compare(IReadOnlyList<(string Name, string Folder)> runs, string metric) => new()
    {
        Title = metric,
        XLabel = "step",
        Series = [.. runs.Select(r => Series(r.Name, metric, Points(r.Folder, metric)))],
    };

    internal static IReadOnlyList<(double X, double Y)> Points(string folder, string metric)
    {
        var file = new RunFolder(folder).Metrics;
        if (!File.Exists(file))
            throw new SettingException($"'{folder}' is no run: it has no {Path.GetFileName(file)}.");
        var metrics = MetricsFile.Read(file);
        return metrics.FirstOrDefault(m => m.Metric == metric).Points
            ?? throw new SettingException($"'{folder}' logged no metric '{metric}'; it has {string.Join(", ", metrics.Select(m => m.Metric))}.");
    }

    private static ChartSeries Series(string name, string metric, IReadOnlyList<(double X, double Y)> points) =>
        new(name, Thinned(points), Dots: metric.StartsWith("eval_", StringComparison.Ordinal));

    // Means of neighbours, so that a long run's chart stays light.
    private static (double X, double Y)[] Thinned(IReadOnlyList<(double X, double Y)> points)
    {
        var run = (points.Count + MostPoints - 1) / MostPoints;
        return [.. points.Chunk(Math.Max(1, run)).Select(c => (c[^1].X, c.Average(p => p.Y)))];
    }
}
