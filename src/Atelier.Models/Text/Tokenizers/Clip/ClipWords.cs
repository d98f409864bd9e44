using System.Globalization;
using System.Text;

namespace Atelier.Models.Text.Tokenizers.Clip;

/// <summary>Cuts lower-case text as CLIP's pattern does: contractions, letters, single numbers, runs of anything else.</summary>
internal static class ClipWords
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Space,
        Letter,
        Number,
        Other,
    }

    /// <summary>The words in their order; white space is dropped.</summary>
    /// <param name="text">Lower-case text.</param>
    /// <param name="special">Words that are kept whole where one would start.</param>
    /// <param name="ignoreCase">Whether the pattern ignores case: the long s is an s in a contraction, and U+0345, an iota, is no mark.</param>
    public static IEnumerable<string> Split(string text, IReadOnlyList<string> special, bool ignoreCase)
    {
        var position = 0;
        while (position < text.Length)
        {
            var (kind, length) = At(text, position, ignoreCase);
            if (kind != Kind.Space)
            {
                length = Prefix(text, position, special) ?? Prefix(text, position, Contractions) ??
                    (ignoreCase && string.CompareOrdinal(text, position, "'\u017F", 0, 2) == 0 ? 2 : Run(text, position, kind, length, ignoreCase));
                yield return text.Substring(position, length);
            }

            position += length;
        }
    }

    private static int? Prefix(string text, int position, IReadOnlyList<string> words)
    {
        foreach (var word in words)
        {
            if (string.CompareOrdinal(text, position, word, 0, word.Length) == 0)
                return word.Length;
        }

        return null;
    }

    private static int Run(string text, int start, Kind kind, int length, bool ignoreCase)
    {
        if (kind == Kind.Number)
            return length;
        var end = start + length;
        while (end < text.Length)
        {
            var (next, nextLength) = At(text, end, ignoreCase);
            if (next != kind)
                break;
            end += nextLength;
        }

        return end - start;
    }

    private static (Kind Kind, int Length) At(string text, int position, bool ignoreCase)
    {
        Rune.DecodeFromUtf16(text.AsSpan(position), out var rune, out var length);
        if (Rune.IsWhiteSpace(rune) || (ignoreCase && rune.Value == 0x345))
            return (Kind.Space, length);
        return (Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Kind.Other,
        }, length);
    }
}
