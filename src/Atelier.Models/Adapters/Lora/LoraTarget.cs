using Atelier.Models.Dialects;

namespace Atelier.Models.Adapters.Lora;

/// <summary>A layer that takes some rows of a file's B (up) matrix, with the whole A (down) matrix.</summary>
/// <param name="Layer">Full name of the layer.</param>
/// <param name="Rows">Which rows.</param>
internal sealed record LoraTarget(string Layer, TensorCut Rows);
