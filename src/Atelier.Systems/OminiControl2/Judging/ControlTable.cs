using System.Globalization;
using System.Text;
using Atelier.Systems.OminiControl2.Adapters;

namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>Scores as a Markdown table: a row for each task and metric, a column for each adapter.</summary>
public static class ControlTable
{
    /// <summary>The table.</summary>
    public static string Of(IReadOnlyList<ControlScore> scores)
    {
        var measured = scores.Select(s => s.Variant).Distinct().Except([ControlScore.Ceiling, ControlScore.Floor]).Order(StringComparer.Ordinal);
        string[] variants = [ControlScore.Ceiling, ControlScore.Floor, .. measured];
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| task | metric | {string.Join(" | ", variants)} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|{string.Concat(Enumerable.Repeat("---|", variants.Length + 2))}");
        foreach (var row in scores.GroupBy(s => (s.Task, s.Metric)).OrderBy(g => g.Key.Task))
        {
            var cells = variants.Select(v => row.FirstOrDefault(s => s.Variant == v) is { } score ? Number(score.Value) : "-");
            var (task, metric) = row.Key;
            text.AppendLine(CultureInfo.InvariantCulture, $"| {task.Name()} | {metric} {Arrow(metric)} | {string.Join(" | ", cells)} |");
        }

        return text.ToString();
    }

    private static string Arrow(string metric) => metric.EndsWith("FID", StringComparison.Ordinal) ? "↓" : ControlJudge.Arrow(metric);

    private static string Number(double value) => value.ToString(Math.Abs(value) < 10 ? "0.000" : "0.0", CultureInfo.InvariantCulture);
}
