using System.Text.Json;
using Atelier.Imaging;
using Atelier.Training.Runs;

namespace Atelier.Systems.Preference;

/// <summary>Draws what a preference run has to be watched by: how often it agrees with the pairs, on trained and on held-out ones.</summary>
public static class PreferenceChart
{
    private static readonly (string Metric, string Name)[] Lines =
    [
        ("implicit_accuracy", "implicit accuracy"), ("eval_raw_implicit_accuracy", "held out"), ("eval_implicit_accuracy", "held out, averaged weights"),
    ];

    /// <summary>Writes <c>preference.svg</c> into the run's folder; nothing where the run reports no accuracy.</summary>
    /// <returns>The file, or null.</returns>
    public static string? Write(RunFolder run)
    {
        var points = Lines.ToDictionary(l => l.Metric, _ => new List<(double X, double Y)>());
        foreach (var text in File.ReadLines(run.Metrics).Where(l => l.EndsWith('}')))
        {
            using var json = JsonDocument.Parse(text);
            foreach (var (metric, list) in points)
            {
                if (json.RootElement.TryGetProperty(metric, out var value))
                    list.Add((json.RootElement.GetProperty("step").GetDouble(), value.GetDouble()));
            }
        }

        var series = Lines.Where(l => points[l.Metric].Count > 0)
            .Select(l => new ChartSeries(l.Name, points[l.Metric], l.Metric.StartsWith("eval_", StringComparison.Ordinal))).ToArray();
        if (series.Length == 0)
            return null;
        var path = Path.Combine(run.Path, "preference.svg");
        new LineChart { Title = Path.GetFileName(Path.GetFullPath(run.Path)), XLabel = "step", YLabel = "share of pairs", Series = series }.Save(path);
        return path;
    }
}
