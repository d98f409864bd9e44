namespace Atelier.Diorama.Captions.Wording;

/// <summary>A noun phrase of a plain caption: "three shiny red balls".</summary>
/// <param name="Count">1 to 4.</param>
/// <param name="IsShiny">Whether it says so.</param>
/// <param name="Colour">The word, or null.</param>
/// <param name="Material">metal or glass, or null.</param>
/// <param name="Noun">Singular.</param>
internal sealed record PlainPhrase(int Count, bool IsShiny, string? Colour, string? Material, string Noun);
