using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Captions.Wording;

/// <summary>Reads the noun phrases that <see cref="NounPhrase"/> writes.</summary>
internal static class PhraseReader
{
    private static readonly string[] Numbers = ["", "one", "two", "three", "four"];
    private static readonly string[] Colours = [.. Palette.Colours.Select(Palette.Name)];

    // Longer nouns first, so that "teddy bear" is not taken for a "teddy".
    private static readonly (string Word, string Noun, bool IsPlural)[] Nouns =
    [
        .. Vocabulary.Solids.Concat(Vocabulary.AllNouns)
            .SelectMany(c => new[] { (c.Name, c.Name, false), (c.Plural, c.Name, true) })
            .OrderByDescending(n => n.Item1.Length),
    ];

    /// <summary>Takes a noun phrase off the start of a text; null leaves the text as it is.</summary>
    public static PlainPhrase? Read(ref string text)
    {
        var left = text;
        var count = TakeOne(ref left, ["a", "an"]) is not null ? 1 : Array.IndexOf(Numbers, TakeOne(ref left, Numbers[2..]) ?? "-");
        if (count < 1)
            return null;
        var shiny = TakeOne(ref left, ["shiny"]) is not null;
        var colour = TakeOne(ref left, Colours);
        var material = TakeOne(ref left, ["metal", "glass"]);
        foreach (var (word, noun, isPlural) in Nouns)
        {
            if (isPlural != count > 1 || !left.StartsWith(word, StringComparison.Ordinal) || (left.Length > word.Length && char.IsLetterOrDigit(left[word.Length])))
                continue;
            text = left[word.Length..];
            return new(count, shiny, colour, material, noun);
        }

        return null;
    }

    private static string? TakeOne(ref string text, IReadOnlyList<string> words)
    {
        foreach (var word in words)
        {
            if (!text.StartsWith(word + " ", StringComparison.Ordinal))
                continue;
            text = text[(word.Length + 1)..];
            return word;
        }

        return null;
    }
}
