using System.Globalization;
using System.Text;

namespace Atelier.Models.Text.Tokenizers.Unicode;

/// <summary>Lower case as the reference tokenizers do it; the platform's differs for U+0130.</summary>
internal static class LowerCase
{
    /// <summary>Every code point by itself: U+0130 becomes two, a final capital sigma becomes the middle form.</summary>
    public static string OfEach(string text) => Map(text, finalSigma: false);

    /// <summary>The same with the final form for a capital sigma that ends a word, as Python's <c>str.lower</c>.</summary>
    public static string WithFinalSigma(string text) => Map(text, finalSigma: true);

    private static string Map(string text, bool finalSigma)
    {
        var lower = new StringBuilder(text.Length);
        var position = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == 0x130)
                lower.Append("i\u0307");
            else if (finalSigma && rune.Value == 0x3A3 && EndsWord(text, position))
                lower.Append('\u03C2');
            else
                lower.Append(Rune.ToLowerInvariant(rune).ToString());
            position += rune.Utf16SequenceLength;
        }

        return lower.ToString();
    }

    // The condition Final_Sigma of the Unicode standard: a cased letter before it, none after it, marks and the like between.
    private static bool EndsWord(string text, int position)
    {
        if (!CasedBefore(text, position))
            return false;

        var after = position + 1;
        while (after < text.Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(after), out var rune, out var length);
            after += length;
            if (!IsCaseIgnorable(rune))
                return !IsCased(rune);
        }

        return true;
    }

    private static bool CasedBefore(string text, int position)
    {
        while (position > 0)
        {
            Rune.DecodeLastFromUtf16(text.AsSpan(0, position), out var rune, out var length);
            position -= length;
            if (!IsCaseIgnorable(rune))
                return IsCased(rune);
        }

        return false;
    }

    private static bool IsCased(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static bool IsCaseIgnorable(Rune rune) => rune.Value is '\'' or '.' or ':' or 0xB7 or 0x2018 or 0x2019 or 0x2024 or 0x2027 ||
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
