using System.Text;
using System.Text.RegularExpressions;
using Atelier.Models.Text.Tokenizers.Unicode;

namespace Atelier.Models.Text.Tokenizers.TextRepair;

/// <summary>What ftfy's <c>fix_text</c> does to a prompt before CLIP's and Wan's original tokenizers.</summary>
/// <remarks>
/// Character references, misread encodings, control characters, ligatures, full-width forms, curly quotes, line ends, terminal escapes,
/// then normalisation form C. Source of the rules: https://github.com/rspeer/python-ftfy 6.3.
/// </remarks>
internal static partial class RepairedText
{
    private const int LongestSegment = 1_000_000;

    private static readonly Dictionary<char, string> Widths = TableResource.Lines("widths.txt")
        .ToDictionary(line => TableResource.Characters(line.AsSpan(0, 4))[0], line => TableResource.Characters(line.AsSpan(5)));

    /// <summary>The repaired text.</summary>
    public static string Of(string text)
    {
        // Lone surrogates read as U+FFFD from here on.
        text = string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));

        var repaired = new StringBuilder(text.Length);
        var references = true;
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) + 1;
            if (end == 0)
                end = text.Length;
            end = Math.Min(end, start + LongestSegment);

            // From the first tag on, references are part of the mark-up.
            var segment = text[start..end];
            references &= !segment.Contains('<', StringComparison.Ordinal);
            repaired.Append(Segment(segment, references));
            start = end;
        }

        return repaired.ToString();
    }

    private static string Segment(string text, bool references)
    {
        while (true)
        {
            var before = text;
            if (references)
                text = HtmlEntities.UnescapeClosed(text);
            text = Mojibake.ReplaceControls(Mojibake.Repair(text));
            text = string.Concat(text.Select(c => Widths.TryGetValue(c, out var wide) ? wide : Plain(c)));
            text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace('\u2028', '\n').Replace('\u2029', '\n');
            text = string.Concat(TerminalEscape().Replace(text, "").Where(c => !IsControl(c)));
            text = CanonicalNormalization.Compose(text);
            if (text == before)
                return text;
        }
    }

    private static string Plain(char c) => c switch
    {
        '\u02BC' or (>= '\u2018' and <= '\u201B') => "'",
        >= '\u201C' and <= '\u201F' => "\"",
        _ => c.ToString(),
    };

    private static bool IsControl(char c) => c is <= '\u0008' or '\u000B' or (>= '\u000E' and <= '\u001F') or '\u007F'
        or (>= '\u206A' and <= '\u206F') or '\uFEFF' or (>= '\uFFF9' and <= '\uFFFC');

    [GeneratedRegex(@"\x1B\[[\d;]*[a-zA-Z]", RegexOptions.CultureInvariant)]
    private static partial Regex TerminalEscape();
}
