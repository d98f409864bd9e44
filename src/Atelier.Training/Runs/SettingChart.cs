using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Atelier.Imaging;

namespace Atelier.Training.Runs;

/// <summary>Draws what runs ended with over a setting in which they differ: an ablation, or a curve over data.</summary>
public static class SettingChart
{
    private static readonly JsonDocumentOptions Comments = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The last value of a metric over a setting. Runs of one name and one value, such as several seeds, are one point: their mean, and bars from the least to the greatest.</summary>
    /// <param name="runs">The line that each belongs to, and its folder.</param>
    /// <param name="metric">Name of the metric, such as <c>eval_mse</c>.</param>
    /// <param name="setting">Of the config, with dots between the levels, such as <c>task.pictures</c> or <c>optimizers.0.lr</c>.</param>
    /// <exception cref="SettingException">A folder is no run, it logged no such metric, or its config has no such number.</exception>
    public static LineChart Over(IReadOnlyList<(string Name, string Folder)> runs, string metric, string setting) => new()
    {
        Title = metric,
        XLabel = setting,
        Series = [.. runs.GroupBy(r => r.Name).Select(line => Series(line.Key, [.. line.Select(r => (Number(r.Folder, setting), Last(r.Folder, metric)))]))],
    };

    private static ChartSeries Series(string name, IReadOnlyList<(double X, double Y)> ends)
    {
        var points = ends.GroupBy(e => e.X).OrderBy(g => g.Key).ToArray();
        return new(name, [.. points.Select(g => (g.Key, g.Average(e => e.Y)))], Dots: true)
        {
            Ranges = [.. points.Select(g => (g.Min(e => e.Y), g.Max(e => e.Y)))],
        };
    }

    private static double Last(string folder, string metric) => MetricsChart.Points(folder, metric)[^1].Y;

    private static double Number(string folder, string setting)
    {
        var at = JsonNode.Parse(File.ReadAllText(new RunFolder(folder).Config), documentOptions: Comments);
        foreach (var key in setting.Split('.'))
            at = at is JsonArray list ? (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count ? list[index] : null) : (at as JsonObject)?[key];
        return at is JsonValue value && value.TryGetValue<double>(out var number)
            ? number
            : throw new SettingException($"'{folder}' has no number '{setting}' in its config.");
    }
}
