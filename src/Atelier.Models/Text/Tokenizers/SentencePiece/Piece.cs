namespace Atelier.Models.Text.Tokenizers.SentencePiece;

/// <summary>One entry of a unigram vocabulary.</summary>
/// <param name="Text">The characters, with U+2581 for a space.</param>
/// <param name="Score">The logarithm of its probability.</param>
/// <param name="Type">What it is for.</param>
internal readonly record struct Piece(string Text, float Score, PieceType Type);
