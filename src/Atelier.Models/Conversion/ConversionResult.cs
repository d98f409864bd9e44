namespace Atelier.Models.Conversion;

/// <summary>What a conversion wrote.</summary>
/// <param name="Files">Files of weights.</param>
/// <param name="Notes">What the user should know: what was left out, what is missing.</param>
public sealed record ConversionResult(IReadOnlyList<ConvertedFile> Files, IReadOnlyList<string> Notes);
