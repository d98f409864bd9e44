using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Captions;

/// <summary>Words for one object or for several alike.</summary>
internal sealed record NounPhrase(ObjectClass Class, int Count, NamedColour? Colour, MaterialKind? Material, IReadOnlyList<int> Members)
{
    private static readonly string[] Numbers = ["no", "one", "two", "three", "four"];

    /// <summary>As first mentioned: "a shiny red ball", "three brown dogs".</summary>
    public string Indefinite => Count > 1 ? $"{Numbers[Count]} {Words}" : $"{Article(Words)} {Words}";

    /// <summary>As mentioned again: "the ball", "the dogs".</summary>
    public string Definite => $"the {(Count > 1 ? Class.Plural : Class.Name)}";

    private string Words
    {
        get
        {
            var noun = Count > 1 ? Class.Plural : Class.Name;
            var colour = Colour is { } c ? Palette.Name(c) + " " : "";
            return Material switch
            {
                MaterialKind.Glossy => $"shiny {colour}{noun}",
                MaterialKind.Metal => $"{colour}metal {noun}",
                MaterialKind.Glass => $"{colour}glass {noun}",
                _ => colour + noun,
            };
        }
    }

    private static string Article(string words) => "aeiou".Contains(char.ToLowerInvariant(words[0])) ? "an" : "a";
}
