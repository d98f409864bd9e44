using System.Globalization;
using Atelier.Imaging;
using Atelier.Systems.OminiControl2.Adapters;

namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>A metric over the strength of the condition.</summary>
public static class StrengthChart
{
    private const string Mark = ", strength ";

    /// <summary>The chart of a task's first metric, one line an adapter; null where only one strength was measured.</summary>
    public static LineChart? Of(ControlTask task, IReadOnlyList<ControlScore> scores)
    {
        var own = scores.Where(s => s.Task == task).ToArray();
        if (own.FirstOrDefault(s => s.Variant.Contains(Mark, StringComparison.Ordinal)) is not { } first)
            return null;
        var lines = own.Where(s => s.Metric == first.Metric && s.Variant is not (ControlScore.Ceiling or ControlScore.Floor)).GroupBy(s => s.Variant.Split(Mark)[0]);
        return new()
        {
            Title = task.Name(), XLabel = "strength", YLabel = first.Metric, Width = 480, Height = 300,
            Series = [.. lines.Select(l => new ChartSeries(l.Key, [.. l.Select(s => (X: Strength(s), s.Value)).OrderBy(p => p.X)], Dots: true))],
        };
    }

    private static double Strength(ControlScore score) =>
        score.Variant.Split(Mark) is [_, var strength] ? double.Parse(strength, CultureInfo.InvariantCulture) : 1;
}
