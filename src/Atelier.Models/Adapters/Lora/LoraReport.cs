namespace Atelier.Models.Adapters.Lora;

/// <summary>What came of an adapter file.</summary>
/// <param name="Matched">Layers of the network that it changes.</param>
/// <param name="Unmatched">Layers in the file's own names that the network does not have.</param>
/// <param name="Elsewhere">Layers in the file's own names that belong to another network, such as a text encoder.</param>
/// <param name="Ignored">Keys of the file that are no part of a low-rank change.</param>
public sealed record LoraReport(
    IReadOnlyList<string> Matched, IReadOnlyList<string> Unmatched, IReadOnlyList<string> Elsewhere, IReadOnlyList<string> Ignored);
