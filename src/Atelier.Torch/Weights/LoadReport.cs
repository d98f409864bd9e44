namespace Atelier.Torch.Weights;

/// <summary>What came of loading weights into a module.</summary>
/// <param name="Loaded">Parameters that were found.</param>
/// <param name="Missing">Parameters that the source lacks.</param>
/// <param name="Unexpected">Tensors of the source that the module has no place for.</param>
public sealed record LoadReport(IReadOnlyList<string> Loaded, IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected)
{
    /// <summary>True where both sides have the same names.</summary>
    public bool IsExact => Missing.Count == 0 && Unexpected.Count == 0;
}
