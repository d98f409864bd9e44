using Atelier.Torch;

namespace Atelier.Models;

/// <summary>What a text or image encoder answers.</summary>
/// <param name="HiddenStates">[B, N, C] before the first block and after each one, without the final norm.</param>
/// <param name="LastHiddenState">[B, N, C] after the last block and, where the network has one, its final norm.</param>
/// <param name="Pooled">[B, C] one vector for the whole, or null where the network has none.</param>
public sealed record EncoderStates(IReadOnlyList<Tensor> HiddenStates, Tensor LastHiddenState, Tensor? Pooled = null)
{
    /// <summary>The state that enters the last block, where <paramref name="skip"/> is 1; one block earlier per further number.</summary>
    /// <param name="skip">0 to the number of blocks.</param>
    public Tensor Skip(int skip) => (uint)skip < (uint)HiddenStates.Count
        ? HiddenStates[HiddenStates.Count - 1 - skip]
        : throw new ArgumentOutOfRangeException(nameof(skip), skip, $"The encoder has {HiddenStates.Count - 1} blocks.");
}
