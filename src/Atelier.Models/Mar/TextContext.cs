using Atelier.Torch;

namespace Atelier.Models.Mar;

/// <summary>LightGen's context: the text's keys and values in every block of the cross stack, and the position tables of the grid.</summary>
internal sealed class TextContext(Tensor condition, TokenGrid grid) : MaskedContext(condition, grid)
{
    /// <summary>Of each block, [B, H, T, d].</summary>
    public required IReadOnlyList<(Tensor Keys, Tensor Values)> Text { get; init; }

    /// <summary>As <see cref="PaddedText.Bias"/>; null where all positions are there.</summary>
    public Tensor? TextBias { get; init; }

    /// <summary>[1, L, D]</summary>
    public required Tensor EncoderPositions { get; init; }

    /// <summary>[1, L, D]</summary>
    public required Tensor DecoderPositions { get; init; }

    /// <summary>[1, L, D]</summary>
    public required Tensor LastPositions { get; init; }
}
