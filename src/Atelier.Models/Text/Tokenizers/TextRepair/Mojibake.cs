using System.Text;
using System.Text.RegularExpressions;

namespace Atelier.Models.Text.Tokenizers.TextRepair;

/// <summary>Repairs text that was written as UTF-8 and read in a single-byte encoding.</summary>
internal static partial class Mojibake
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Repairs until nothing changes any more; text that looks right stays as it is.</summary>
    public static string Repair(string text)
    {
        while (true)
        {
            var repaired = RepairOnce(text);
            if (repaired == text)
                return text;
            text = repaired;
        }
    }

    /// <summary>Reads C1 control characters as Windows-1252.</summary>
    public static string ReplaceControls(string text)
    {
        if (!text.Any(IsC1))
            return text;
        return string.Concat(text.Select(c => IsC1(c) ? SingleByteEncoding.Windows1252.Upper[c - 0x80] : c));
    }

    private static string RepairOnce(string text)
    {
        if (Ascii.IsValid(text) || !MojibakeClues.Bad.IsMatch(text))
            return text;

        foreach (var encoding in SingleByteEncoding.All)
        {
            if (encoding.Encode(text) is { } bytes && Decode(bytes, encoding) is { } decoded)
                return decoded;
        }

        // Misread stretches within text that is right otherwise.
        var mended = MojibakeClues.Sequences.Replace(text, match =>
            match.Length < text.Length && MojibakeClues.Bad.IsMatch(match.Value) ? Repair(match.Value) : match.Value);
        if (mended != text)
            return mended;

        return ReplaceControls(text);
    }

    private static string? Decode(byte[] bytes, SingleByteEncoding encoding)
    {
        // Latin-1 keeps a character for each byte, so that expressions can work on bytes.
        var raw = Encoding.Latin1.GetString(bytes);

        // In Mac Roman an en dash before a space looks the same.
        if (encoding.Name != "macroman" && LostSpace().IsMatch(raw))
            raw = LostSpace().Replace(AGrave().Replace(raw, "\u00C3\u00A0 "), match => match.Value.Replace(' ', '\u00A0'));
        if (encoding.IsFilled)
            raw = LostByte().Replace(raw, "\u00EF\u00BF\u00BD");

        // CESU-8 pairs and Java's zero.
        raw = SurrogatePair().Replace(raw, Pair).Replace("\u00C0\u0080", "\0", StringComparison.Ordinal);
        try
        {
            return StrictUtf8.GetString(Encoding.Latin1.GetBytes(raw));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string Pair(Match match)
    {
        var bytes = match.Value;
        var rune = 0x10000 + ((bytes[1] & 0x0F) << 16) + ((bytes[2] & 0x3F) << 10) + ((bytes[4] & 0x0F) << 6) + (bytes[5] & 0x3F);
        return Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(char.ConvertFromUtf32(rune)));
    }

    private static bool IsC1(char c) => c is >= '\u0080' and <= '\u009F';

    // A no-break space inside a sequence that became a plain one.
    [GeneratedRegex(
        @"[\xc2\xc3\xc5\xce\xd0\xd9][ ]|[\xe2\xe3][ ][\x80-\x84\x86-\x9f\xa1-\xbf]|[\xe0-\xe3][\x80-\x84\x86-\x9f\xa1-\xbf][ ]|" +
        @"[\xf0][ ][\x80-\xbf][\x80-\xbf]|[\xf0][\x80-\xbf][ ][\x80-\xbf]|[\xf0][\x80-\xbf][\x80-\xbf][ ]",
        RegexOptions.CultureInvariant)]
    private static partial Regex LostSpace();

    // The word "à", whose following space is a real one, unlike in Portuguese words that begin with it.
    [GeneratedRegex(@"\xc3 (?! |quele|quela|quilo|s )", RegexOptions.CultureInvariant)]
    private static partial Regex AGrave();

    // A byte inside a sequence that became U+FFFD (1A here) or a question mark.
    [GeneratedRegex(
        @"[\xc2-\xdf][\x1a]|[\xc2-\xc3][?]|\xed[\xa0-\xaf][\x1a?]\xed[\xb0-\xbf][\x1a?\x80-\xbf]|" +
        @"\xed[\xa0-\xaf][\x1a?\x80-\xbf]\xed[\xb0-\xbf][\x1a?]|[\xe0-\xef][\x1a?][\x1a\x80-\xbf]|[\xe0-\xef][\x1a\x80-\xbf][\x1a?]|" +
        @"[\xf0-\xf4][\x1a?][\x1a\x80-\xbf][\x1a\x80-\xbf]|[\xf0-\xf4][\x1a\x80-\xbf][\x1a?][\x1a\x80-\xbf]|" +
        @"[\xf0-\xf4][\x1a\x80-\xbf][\x1a\x80-\xbf][\x1a?]|\x1a",
        RegexOptions.CultureInvariant)]
    private static partial Regex LostByte();

    [GeneratedRegex(@"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]", RegexOptions.CultureInvariant)]
    private static partial Regex SurrogatePair();
}
