using System.Globalization;
using System.Text;

namespace Atelier.Models.Text.Tokenizers.WordPiece;

/// <summary>The kinds of characters that BERT's text cleaning tells apart, by the tables of the reference (Unicode 8.0).</summary>
internal static class BertCharacters
{
    private static readonly Dictionary<int, Kind> Differing = [];

    static BertCharacters()
    {
        foreach (var line in TableResource.Lines("unicode8.txt"))
        {
            var parts = line.Split('-', ' ');
            for (var rune = Hex(parts[0]); rune <= Hex(parts[1]); rune++)
                Differing.Add(rune, Enum.Parse<Kind>(parts[2]));
        }
    }

    public enum Kind
    {
        Other,
        Control,
        Mark,
        Punctuation,
    }

    public static Kind KindOf(Rune rune)
    {
        if (rune.IsAscii)
        {
            return rune.Value switch
            {
                '\t' or '\n' or '\r' => Kind.Other,
                < 32 or 127 => Kind.Control,
                (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126) => Kind.Punctuation,
                _ => Kind.Other,
            };
        }

        return Differing.TryGetValue(rune.Value, out var kind) ? kind : Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse => Kind.Control,
            UnicodeCategory.NonSpacingMark => Kind.Mark,
            >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation => Kind.Punctuation,
            _ => Kind.Other,
        };
    }

    /// <summary>Whether BERT puts spaces around it; not all ideographs, and not from the start of their block, but as the reference has it.</summary>
    public static bool IsIdeograph(Rune rune) => rune.Value is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
