using Atelier.Torch.Verification;

namespace Atelier.Evaluation.Verification;

/// <summary>The runners of the recorded cases whose code is in this project.</summary>
public static class EvaluationCases
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ICaseRunner> All { get; } =
    [
        new MetricCases(PictureMetricCases.Components),
        new MetricCases(LearnedMetricCases.Components),
        new MetricCases(FeatureMetricCases.Components),
        new MetricCases(StatisticCases.Components),
        new MetricCases(RemovalMetricCases.Components),
    ];
}
