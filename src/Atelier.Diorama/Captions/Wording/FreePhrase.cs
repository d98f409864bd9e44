using System.Globalization;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Captions.Wording;

/// <summary>Noun phrases in free words.</summary>
internal sealed class FreePhrase(SeededRandom random)
{
    private const float Synonyms = 0.4f;
    private const float OtherColourWords = 0.2f;
    private const float OtherNumberWords = 0.3f;
    private const float TurnedPhrases = 0.5f;
    private static readonly string[] Numbers = ["no", "one", "two", "three", "four"];

    /// <summary>Words a phrase.</summary>
    /// <param name="phrase">What it says.</param>
    /// <param name="alone">Whether nothing else is named beside it.</param>
    public FreeThing Write(PlainPhrase phrase, bool alone)
    {
        var noun = Noun(phrase);
        var words = (phrase.IsShiny ? "shiny " : "") + (phrase.Material is { } material ? $"{material} {noun}" : noun);
        var colour = phrase.Colour is { } named ? Other(WordingLists.Colours(named), OtherColourWords) ?? named : null;
        var (text, isSentence) = phrase.Count > 1 ? Several(phrase.Count, words, colour, alone) : One(words, colour, alone);
        return new(text, $"the {noun}", isSentence);
    }

    private string Noun(PlainPhrase phrase)
    {
        var both = (Other(WordingLists.Nouns(phrase.Noun), Synonyms) ?? $"{phrase.Noun}/{Plural(phrase.Noun)}").Split('/');
        return both[phrase.Count > 1 ? 1 : 0];
    }

    private (string Text, bool IsSentence) One(string noun, string? colour, bool alone)
    {
        var kinds = colour is null ? Kinds("bare", alone) : [.. Kinds("coloured", alone), "coloured one"];
        var (pattern, isSentence) = random.Chance(TurnedPhrases) ? Draw(kinds) : (colour is null ? "{a} {noun}" : "{a} {colour} {noun}", false);
        var adjective = random.Pick(WordingLists.Of("adjective"), w => w.Weight).Text;
        return (Pattern.Fill(pattern, ("a", Pattern.AnyArticle), ("noun", noun), ("colour", colour ?? ""), ("is", "is"), ("has", "has"), ("it", "it"), ("adj", adjective)), isSentence);
    }

    private (string Text, bool IsSentence) Several(int count, string nouns, string? colour, bool alone)
    {
        var number = Other(WordingLists.Numbers(count), OtherNumberWords) ?? Numbers[count];
        if (colour is not null && random.Chance(TurnedPhrases))
        {
            var (coloured, _) = Draw(Kinds("coloured", alone));
            return (Pattern.Fill(coloured, ("a", number), ("noun", nouns), ("colour", colour), ("is", "are"), ("has", "have"), ("it", "they")), false);
        }

        if (colour is not null)
            nouns = $"{colour} {nouns}";
        if (!random.Chance(TurnedPhrases))
            return ($"{number} {nouns}", false);
        // Only the plain number: nobody says "exactly a pair of dogs".
        var (pattern, isSentence) = Draw(Kinds("counted", alone));
        return (Pattern.Fill(pattern, ("nouns", nouns), ("number", Numbers[count]), ("digits", count.ToString(CultureInfo.InvariantCulture))), isSentence);
    }

    private static string[] Kinds(string kind, bool alone) => alone ? [kind, $"{kind} alone", $"{kind} sentence"] : [kind];

    private (string Pattern, bool IsSentence) Draw(IReadOnlyList<string> kinds)
    {
        var all = kinds.SelectMany(k => WordingLists.Of(k).Select(w => (Word: w, IsSentence: k.EndsWith("sentence", StringComparison.Ordinal)))).ToArray();
        var (word, isSentence) = random.Pick(all, w => w.Word.Weight);
        return (word.Text, isSentence);
    }

    private string? Other(IReadOnlyList<WeightedWord> words, float share) =>
        words.Count > 0 && random.Chance(share) ? random.Pick(words, w => w.Weight).Text : null;

    private static string Plural(string noun) =>
        Vocabulary.Solids.Concat(Vocabulary.AllNouns).First(c => c.Name == noun).Plural;
}
