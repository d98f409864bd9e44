using Atelier.Torch;

namespace Atelier.Models.Streams;

/// <summary>Queries, keys and values of one lane of tokens, by head. [B, H, N, D]</summary>
/// <param name="Queries">Null where the lane only offers keys.</param>
/// <param name="Keys">After norm and rotation.</param>
/// <param name="Values">As projected.</param>
internal sealed record AttentionHeads(Tensor? Queries, Tensor Keys, Tensor Values);
