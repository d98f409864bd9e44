namespace Atelier.Models.Text.Tokenizers.WordPiece;

/// <summary>Two texts in one sequence.</summary>
/// <param name="Ids">[CLS] first [SEP] second [SEP].</param>
/// <param name="Types">0 up to and with the first [SEP], 1 after it.</param>
public sealed record TokenPair(int[] Ids, int[] Types);
