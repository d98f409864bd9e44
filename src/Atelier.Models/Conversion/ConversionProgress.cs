namespace Atelier.Models.Conversion;

/// <summary>How far a conversion is.</summary>
/// <param name="Done">Tensors that are written.</param>
/// <param name="Total">Tensors in all.</param>
/// <param name="Tensor">The one in work.</param>
public sealed record ConversionProgress(int Done, int Total, string Tensor);
