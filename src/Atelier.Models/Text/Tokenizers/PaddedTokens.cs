namespace Atelier.Models.Text.Tokenizers;

/// <summary>Ids of a fixed length, as a text encoder takes them.</summary>
/// <param name="Ids">Exactly the length that was asked for.</param>
/// <param name="Mask">1 for a token, 0 for padding.</param>
/// <param name="Truncated">Whether tokens were cut off.</param>
public sealed record PaddedTokens(int[] Ids, int[] Mask, bool Truncated);
