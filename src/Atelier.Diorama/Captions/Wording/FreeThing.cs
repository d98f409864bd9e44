namespace Atelier.Diorama.Captions.Wording;

/// <summary>A noun phrase in free words.</summary>
/// <param name="Indefinite">As first mentioned: "a ball that is red".</param>
/// <param name="Definite">As mentioned again: "the ball".</param>
/// <param name="IsSentence">Whether the first is a sentence, which takes no opening: "there is a ball".</param>
internal sealed record FreeThing(string Indefinite, string Definite, bool IsSentence);
