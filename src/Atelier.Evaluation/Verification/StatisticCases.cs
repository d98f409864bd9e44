using Atelier.Evaluation.Metrics.Detection;
using Atelier.Evaluation.Metrics.Statistics;
using Atelier.Torch;

namespace Atelier.Evaluation.Verification;

/// <summary>Recorded rank correlations and detection scores.</summary>
internal static class StatisticCases
{
    public static IReadOnlyDictionary<string, Action<MetricCase>> Components { get; } = new Dictionary<string, Action<MetricCase>>
    {
        ["scipy.stats kendalltau, spearmanr, pearsonr"] = Correlations,
        ["pycocotools COCOeval bbox"] = Detections,
    };

    private static void Correlations(MetricCase metric)
    {
        var (x, y) = (metric.Numbers("x"), metric.Numbers("y"));
        Check("kendall_tau_b", KendallCorrelation.TauB(x, y));
        Check("spearman", LinearCorrelation.Spearman(x, y));
        Check("pearson", LinearCorrelation.Pearson(x, y));
        metric.Check("kendall_tau_c", () => KendallCorrelation.TauC(x, y));
        metric.Check("ranks_x", () => LinearCorrelation.Ranks(x));
        metric.Check("ranks_y", () => LinearCorrelation.Ranks(y));

        void Check(string name, Correlation correlation)
        {
            metric.Check(name, () => correlation.Coefficient);
            metric.Check($"{name}_p", () => correlation.Probability);
        }
    }

    private static void Detections(MetricCase metric)
    {
        var truths = Rows(metric, "truth").Select(r => new TrueBox((int)r[0], (int)r[1], new(r[2], r[3], r[4], r[5]), r[6] != 0)).ToArray();
        var guesses = Rows(metric, "guess").Select(r => new GuessedBox((int)r[0], (int)r[1], new(r[2], r[3], r[4], r[5]), r[6])).ToArray();
        var evaluation = new DetectionEvaluation(truths, guesses);
        metric.Check("stats", () => evaluation.Summary());
        metric.Check("ap_and_ap50_per_category", () =>
        {
            var pairs = evaluation.Categories.Select(evaluation.OfCategory).SelectMany(p => new[] { p.Average, p.AtHalf }).ToArray();
            return Tensor.From(pairs, evaluation.Categories.Count, 2);
        });
        const string Overlap = "overlap_image";
        foreach (var output in metric.Golden.Outputs.Where(o => o.StartsWith(Overlap, StringComparison.Ordinal)))
        {
            var image = (int)MetricCase.Word(output[Overlap.Length..]);
            metric.Check(output, () => Overlaps([.. guesses.Where(g => g.Image == image)], [.. truths.Where(t => t.Image == image)]));
        }
    }

    private static Tensor Overlaps(GuessedBox[] guesses, TrueBox[] truths) =>
        Tensor.From([.. guesses.SelectMany(g => truths.Select(t => g.Box.Overlap(t.Box, t.Crowd)))], guesses.Length, truths.Length);

    private static IEnumerable<double[]> Rows(MetricCase metric, string name) => metric.Numbers(name).Chunk((int)metric.Input(name).Size(1));
}
