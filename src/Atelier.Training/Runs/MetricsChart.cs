using System.Text.Json;
using Atelier.Imaging;

namespace Atelier.Training.Runs;

/// <summary>Draws the metrics of a run over its steps.</summary>
public static class MetricsChart
{
    private static readonly string[] NotDrawn = ["step", "samples", "lr"];
    private const int MostPoints = 1000;

    /// <summary>Writes a chart: one line a metric, logarithmic upwards.</summary>
    /// <param name="metrics">The run's <c>metrics.jsonl</c>; a torn last line is left out.</param>
    /// <param name="chart">File to write; <c>.svg</c> or a picture's ending.</param>
    /// <param name="title">Above the chart.</param>
    public static void Write(string metrics, string chart, string title)
    {
        var lines = new SortedDictionary<string, List<(double X, double Y)>>(StringComparer.Ordinal);
        foreach (var text in File.ReadLines(metrics))
        {
            if (!text.EndsWith('}'))
                continue;
            using var json = JsonDocument.Parse(text);
            var step = json.RootElement.GetProperty("step").GetDouble();
            foreach (var field in json.RootElement.EnumerateObject().Where(f => !NotDrawn.Contains(f.Name)))
            {
                if (!lines.TryGetValue(field.Name, out var points))
                    lines[field.Name] = points = [];
                points.Add((step, field.Value.GetDouble()));
            }
        }

        if (lines.Count == 0)
            return;
        new LineChart
        {
            Title = title,
            XLabel = "step",
            LogY = true,
            Width = 1000,
            Height = 560,
            Series = [.. lines.Select(l => new ChartSeries(l.Key, Thinned(l.Value), l.Key.StartsWith("eval_", StringComparison.Ordinal)))],
        }.Save(chart);
    }

    // Means of neighbours, so that a long run's chart stays light.
    private static (double X, double Y)[] Thinned(List<(double X, double Y)> points)
    {
        var run = (points.Count + MostPoints - 1) / MostPoints;
        return [.. points.Chunk(Math.Max(1, run)).Select(c => (c[^1].X, c.Average(p => p.Y)))];
    }
}
