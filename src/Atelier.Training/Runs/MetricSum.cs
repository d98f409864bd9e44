namespace Atelier.Training.Runs;

/// <summary>A mean that is not finished.</summary>
/// <param name="Sum">Sum of the numbers.</param>
/// <param name="Count">How many.</param>
public sealed record MetricSum(double Sum, long Count);
