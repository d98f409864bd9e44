using System.Globalization;

namespace Atelier.Diorama.Captions.Wording;

/// <summary>What people say for the nouns, colours, numbers and relations of the world: <c>synonyms.tsv</c> and <c>wordings.tsv</c>.</summary>
internal static class WordingLists
{
    private static readonly ILookup<(string Kind, string Of), WeightedWord> Synonyms = ResourceTable.Rows("synonyms.tsv")
        .ToLookup(row => (row[0], row[1]), row => new WeightedWord(row[2], Number(row[3])));

    private static readonly ILookup<string, WeightedWord> Patterns = ResourceTable.Rows("wordings.tsv")
        .ToLookup(row => row[0], row => new WeightedWord(row[1], Number(row[2])));

    /// <summary>Other words for a noun, "singular/plural".</summary>
    public static IReadOnlyList<WeightedWord> Nouns(string noun) => [.. Synonyms[("noun", noun)]];

    /// <summary>Other words for a colour.</summary>
    public static IReadOnlyList<WeightedWord> Colours(string colour) => [.. Synonyms[("colour", colour)]];

    /// <summary>Other words for a number of things, in front of their plural.</summary>
    public static IReadOnlyList<WeightedWord> Numbers(int count) => [.. Synonyms[("number", count.ToString(CultureInfo.InvariantCulture))]];

    /// <summary>Sentences of a kind, with placeholders.</summary>
    public static IReadOnlyList<WeightedWord> Of(string kind) => [.. Patterns[kind]];

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
}
