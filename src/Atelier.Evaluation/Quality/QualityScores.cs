namespace Atelier.Evaluation.Quality;

/// <summary>How a set of pictures lies to true renders, in the features of a network that was trained on them.</summary>
/// <param name="DioramaFid">Fréchet distance; 0 is best.</param>
/// <param name="DioramaKid">Kernel distance; 0 is best.</param>
/// <param name="Precision">Share of the pictures that lie among true ones.</param>
/// <param name="Recall">Share of true renders that lie among the pictures.</param>
/// <param name="Density">True neighbourhoods around a picture, over their size.</param>
/// <param name="Coverage">Share of true renders with a picture in their neighbourhood.</param>
public sealed record QualityScores(double DioramaFid, double DioramaKid, double Precision, double Recall, double Density, double Coverage);
