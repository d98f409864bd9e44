using System.Text.Json;

namespace Atelier.Training.Runs;

/// <summary>Reads what a run logged in <c>metrics.jsonl</c>.</summary>
public static class MetricsFile
{
    private static readonly string[] NoMetrics = ["step", "samples", "lr"];

    /// <summary>Points (step, value) by metric, in the order of the steps, metrics by their names; a torn last line is left out.</summary>
    /// <param name="path">The file; it may still grow.</param>
    public static IReadOnlyList<(string Metric, IReadOnlyList<(double X, double Y)> Points)> Read(string path) =>
    [
        .. File.ReadLines(path).Where(l => l.EndsWith('}')).SelectMany(Values).GroupBy(v => v.Metric).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, (IReadOnlyList<(double X, double Y)>)[.. g.Select(v => v.Point)])),
    ];

    private static IEnumerable<(string Metric, (double X, double Y) Point)> Values(string line)
    {
        using var json = JsonDocument.Parse(line);
        var step = json.RootElement.GetProperty("step").GetDouble();
        foreach (var field in json.RootElement.EnumerateObject().Where(f => !NoMetrics.Contains(f.Name)))
            yield return (field.Name, (step, field.Value.GetDouble()));
    }
}
