namespace Atelier.Evaluation.Metrics.Statistics;

/// <summary>A coefficient of correlation and how likely one as far from 0 is by chance.</summary>
/// <param name="Coefficient">-1 to 1.</param>
/// <param name="Probability">Two-sided, 0 to 1.</param>
public readonly record struct Correlation(double Coefficient, double Probability);
