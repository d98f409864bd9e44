namespace Atelier.Evaluation.Quality;

/// <summary>A model's scores beside their ceiling and floor.</summary>
/// <param name="Model">The model's pictures against true renders of other scenes.</param>
/// <param name="Ceiling">True renders of the scenes that the model was asked for, against the same.</param>
/// <param name="Floor">Those renders at an eighth of their size and blown up again, against the same.</param>
/// <param name="Pictures">Pictures in each set.</param>
public sealed record QualityResult(QualityScores Model, QualityScores Ceiling, QualityScores Floor, int Pictures);
