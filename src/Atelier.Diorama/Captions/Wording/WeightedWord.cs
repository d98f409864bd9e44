namespace Atelier.Diorama.Captions.Wording;

/// <summary>A word, or a pattern of a sentence, and how usual it is beside the others of its kind.</summary>
internal sealed record WeightedWord(string Text, float Weight);
