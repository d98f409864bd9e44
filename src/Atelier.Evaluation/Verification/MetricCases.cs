using Atelier.Torch.Verification;

namespace Atelier.Evaluation.Verification;

/// <summary>Repeats recorded metrics by a table of component names.</summary>
/// <param name="components">What answers which component.</param>
public sealed class MetricCases(IReadOnlyDictionary<string, Action<MetricCase>> components) : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => components.ContainsKey(golden.Component);

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        var metric = new MetricCase(golden, report);
        components[golden.Component](metric);
        metric.Close();
    }
}
