using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Stamps;

/// <summary>One picture of the curated list.</summary>
/// <param name="Path">Below the stamps folder.</param>
/// <param name="Noun">What it shows.</param>
/// <param name="Colour">The colour a person would name, if one stands out.</param>
internal sealed record StampFile(string Path, string Noun, NamedColour? Colour)
{
    /// <summary>Whether painting it gives the wanted colour: black stays black, and where only colourful parts are painted there must be some.</summary>
    public bool CanBePainted(TintMode tint) => tint switch
    {
        TintMode.None => false,
        TintMode.Whole => Colour != NamedColour.Black,
        _ => Colour is not (null or NamedColour.Black or NamedColour.White or NamedColour.Gray),
    };
}
