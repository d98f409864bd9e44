using System.Globalization;
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
            var punctuation = !space && IsPunctuation(rune);
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
            if (rune.Value is 0 or 0xFFFD || IsControl(rune))
                continue;
            if (Rune.IsWhiteSpace(rune))
                clean.Append(' ');
            else if (IsIdeograph(rune.Value))
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
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
                plain.Append(rune.ToString());
        }

        return plain.ToString();
    }

    private static bool IsControl(Rune rune) => rune.Value is not ('\t' or '\n' or '\r') &&
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse;

    private static bool IsPunctuation(Rune rune) =>
        rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126) ||
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
            or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;

    // The blocks that BERT separates; newer extensions are not among them.
    private static bool IsIdeograph(int rune) => rune is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
