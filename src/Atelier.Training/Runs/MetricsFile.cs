using System.Text.Json;

namespace Atelier.Training.Runs;

/// <summary>Reads what a run logged in <c>metrics.jsonl</c>.</summary>
public static class MetricsFile
{
    private static readonly string[] NoMetrics = ["step", "samples", "lr"];

    /// <summary>Points (step, value) by metric, in the order of the steps; a torn last line is left out.</summary>
    /// <param name="path">The file; it may still grow.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<(double X, double Y)>> Read(string path)
    {
        var metrics = new SortedDictionary<string, IReadOnlyList<(double X, double Y)>>(StringComparer.Ordinal);
        foreach (var text in File.ReadLines(path).Where(l => l.EndsWith('}')))
        {
            using var json = JsonDocument.Parse(text);
            var step = json.RootElement.GetProperty("step").GetDouble();
            foreach (var field in json.RootElement.EnumerateObject().Where(f => !NoMetrics.Contains(f.Name)))
            {
                if (!metrics.TryGetValue(field.Name, out var points))
                    metrics[field.Name] = points = new List<(double X, double Y)>();
                ((List<(double X, double Y)>)points).Add((step, field.Value.GetDouble()));
            }
        }

        return metrics;
    }
}
