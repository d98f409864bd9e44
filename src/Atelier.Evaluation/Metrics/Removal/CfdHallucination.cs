namespace Atelier.Evaluation.Metrics.Removal;

/// <summary>How much a segment that lies inside the removed region differs from what it touches there.</summary>
/// <param name="Segment">Number of the nested segment among the kept ones.</param>
/// <param name="Distance">1 - cosine of the pooled features, 0 to 2.</param>
/// <param name="Weight">Its share of the area of all nested segments.</param>
public sealed record CfdHallucination(int Segment, double Distance, double Weight);
