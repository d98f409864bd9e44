namespace Atelier.Models.Conversion;

/// <summary>An adapter file and how strongly it counts.</summary>
/// <param name="File">The file.</param>
/// <param name="Weight">Factor of its change; may be negative.</param>
public sealed record WeightedLora(string File, double Weight = 1);
