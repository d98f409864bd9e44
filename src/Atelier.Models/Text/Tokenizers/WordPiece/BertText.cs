using System.Text;
using Atelier.Models.Text.Tokenizers.Unicode;

namespace Atelier.Models.Text.Tokenizers.WordPiece;

/// <summary>What BERT does before it looks into the vocabulary: clean, take accents off, lower the case, cut into words.</summary>
internal static class BertText
{
    /// <summary>The words of a text; every punctuation character and every ideograph is a word of its own.</summary>
    public static IEnumerable<string> Words(string text, bool uncased)
    {
        var clean = Clean(text);
        if (uncased)
            clean = LowerCase.OfEach(WithoutAccents(clean));

        var word = new StringBuilder();
        foreach (var rune in clean.EnumerateRunes())
        {
            var space = Rune.IsWhiteSpace(rune);
            var punctuation = !space && BertCharacters.KindOf(rune) == BertCharacters.Kind.Punctuation;
            if ((space || punctuation) && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }

            if (punctuation)
                yield return rune.ToString();
            else if (!space)
                word.Append(rune.ToString());
        }

        if (word.Length > 0)
            yield return word.ToString();
    }

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is 0 or 0xFFFD || BertCharacters.KindOf(rune) == BertCharacters.Kind.Control)
                continue;
            if (Rune.IsWhiteSpace(rune))
                clean.Append(' ');
            else if (BertCharacters.IsIdeograph(rune))
                clean.Append(' ').Append(rune.ToString()).Append(' ');
            else
                clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    private static string WithoutAccents(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in CanonicalNormalization.Decompose(text).EnumerateRunes())
        {
            if (BertCharacters.KindOf(rune) != BertCharacters.Kind.Mark)
                plain.Append(rune.ToString());
        }

        return plain.ToString();
    }
}
