using System.Text;
using System.Text.RegularExpressions;

namespace Atelier.Models.Text.Tokenizers.TextRepair;

/// <summary>The expressions that tell misread text from text that is meant so, from <c>mojibake.txt</c>.</summary>
internal static class MojibakeClues
{
    private static readonly Dictionary<string, string> Classes = [];

    static MojibakeClues()
    {
        var rules = new List<string>();
        foreach (var line in TableResource.Lines("mojibake.txt"))
        {
            var parts = line.Split(' ', 3);
            if (parts[0] == "class")
                Classes.Add(parts[1], parts[2]);
            else
                rules.Add(Expand(line[4..]));
        }

        Bad = new Regex(string.Join('|', rules), RegexOptions.CultureInvariant);
        Sequences = new Regex(
            Expand("(?<![{utf8_continuation_strict}])(?:[{utf8_first_of_2}][{utf8_continuation}]|[{utf8_first_of_3}][{utf8_continuation}]{2}|" +
                "[{utf8_first_of_4}][{utf8_continuation}]{3})+"),
            RegexOptions.CultureInvariant);
    }

    /// <summary>Matches characters side by side that hardly occur in text that was read right.</summary>
    public static Regex Bad { get; }

    /// <summary>Matches what UTF-8 sequences look like in any of the encodings.</summary>
    public static Regex Sequences { get; }

    // Fills classes in and drops white space outside brackets; \w and \s get Python's meaning.
    private static string Expand(string rule)
    {
        foreach (var (name, characters) in Classes)
            rule = rule.Replace($"{{{name}}}", characters, StringComparison.Ordinal);

        var expanded = new StringBuilder();
        var inside = false;
        foreach (var c in rule)
        {
            inside = c == '[' || (inside && c != ']');
            if (c != ' ' || inside)
                expanded.Append(c);
        }

        return expanded.Replace(@"\w", @"[\p{L}\p{N}_]").Replace(@"\s", @"[\s\x1c-\x1f]").ToString();
    }
}
