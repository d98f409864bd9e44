using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Atelier.Models.Text.Tokenizers.TextRepair;

/// <summary>HTML character references to characters.</summary>
internal static partial class HtmlEntities
{
    // What HTML makes of the numbers 128 to 159: their meaning in Windows-1252.
    private const string Windows =
        "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F" +
        "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    private static readonly Dictionary<string, string> Names = [];
    private static readonly Dictionary<string, string> Shouted = [];

    static HtmlEntities()
    {
        foreach (var line in TableResource.Lines("entities.txt"))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var text = TableResource.Characters(line.AsSpan(space));
            if (line.StartsWith('^'))
                Shouted.Add(line[1..space], text);
            else
                Names.Add(line[..space], text);
        }
    }

    /// <summary>Everything that HTML reads as a reference, a missing semicolon included (Python's <c>html.unescape</c>).</summary>
    public static string Unescape(string text) => text.Contains('&', StringComparison.Ordinal) ? Reference().Replace(text, Loose) : text;

    /// <summary>Only references that end in a semicolon, and upper-case spellings of lower-case names.</summary>
    public static string UnescapeClosed(string text) => text.Contains('&', StringComparison.Ordinal) ? ClosedReference().Replace(text, Closed) : text;

    [GeneratedRegex(@"&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex("&#?[0-9A-Za-z]{1,24};", RegexOptions.CultureInvariant)]
    private static partial Regex ClosedReference();

    private static string Loose(Match match)
    {
        var name = match.Groups[1].Value;
        if (name[0] == '#')
            return Number(name);
        if (Names.TryGetValue(name, out var text))
            return text;

        // The longest name that is a prefix: "&notit;" is "¬it;".
        for (var length = name.Length - 1; length > 1; length--)
        {
            if (Names.TryGetValue(name[..length], out text))
                return text + name[length..];
        }

        return match.Value;
    }

    private static string Closed(Match match)
    {
        var name = match.Value[1..];
        if (Names.TryGetValue(name, out var text) || Shouted.TryGetValue(name, out text))
            return text;
        if (name[0] != '#')
            return match.Value;

        // "&#12x;" is a reference up to the x only: left alone.
        var unescaped = Unescape(match.Value);
        return unescaped.Contains(';', StringComparison.Ordinal) ? match.Value : unescaped;
    }

    private static string Number(string name)
    {
        var digits = name.AsSpan(1).TrimEnd(';');
        var hexadecimal = digits[0] is 'x' or 'X';
        if (hexadecimal)
            digits = digits[1..];
        digits = digits.TrimStart('0');
        var code = digits.Length switch
        {
            0 => 0,
            > 7 => int.MaxValue,
            _ => int.Parse(digits, hexadecimal ? NumberStyles.HexNumber : NumberStyles.None, CultureInfo.InvariantCulture),
        };
        return code switch
        {
            0 => "\uFFFD",
            >= 0x80 and <= 0x9F => Windows[code - 0x80].ToString(),
            _ when !Rune.IsValid(code) => "\uFFFD",
            <= 8 or 0xB or (>= 0xE and <= 0x1F) or 0x7F or (>= 0xFDD0 and <= 0xFDEF) => "",
            _ when (code & 0xFFFE) == 0xFFFE => "",
            _ => char.ConvertFromUtf32(code),
        };
    }
}
