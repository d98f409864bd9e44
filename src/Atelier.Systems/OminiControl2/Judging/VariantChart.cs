using Atelier.Imaging;
using Atelier.Systems.OminiControl2.Adapters;

namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>The control metric of a task by adapter, to see what each switch costs.</summary>
public static class VariantChart
{
    private const int LeastAdapters = 3;

    /// <summary>The chart of a task's first metric; null with fewer than three adapters, which a table shows as well.</summary>
    public static BarChart? Of(ControlTask task, IReadOnlyList<ControlScore> scores)
    {
        var own = scores.Where(s => s.Task == task).ToArray();
        if (own.Length == 0)
            return null;
        var bars = own.Where(s => s.Metric == own[0].Metric && s.Variant != ControlScore.Ceiling).ToArray();
        return bars.Length <= LeastAdapters
            ? null
            : new() { Title = $"{task.Name()}: {own[0].Metric} {ControlJudge.Arrow(own[0].Metric)}", Bars = [.. bars.Select(s => (s.Variant, s.Value))] };
    }
}
