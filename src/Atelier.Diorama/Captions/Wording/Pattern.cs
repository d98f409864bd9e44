using System.Text.RegularExpressions;

namespace Atelier.Diorama.Captions.Wording;

/// <summary>Sentences with places in braces.</summary>
internal static partial class Pattern
{
    /// <summary>Stands for "a" or "an", whichever the next word wants.</summary>
    public const string AnyArticle = "a(n)";

    /// <summary>Puts words into the places of a pattern.</summary>
    /// <exception cref="InvalidOperationException">A place has no words.</exception>
    public static string Fill(string pattern, params (string Name, string Value)[] values)
    {
        var text = Place().Replace(pattern, place => values.FirstOrDefault(v => v.Name == place.Groups[1].Value).Value
            ?? throw new InvalidOperationException($"The wording '{pattern}' asks for '{place.Groups[1].Value}', which is not known here."));
        return AnArticle().Replace(text, match => $"{("aeiouAEIOU".Contains(match.Groups[1].Value[0]) ? "an" : "a")} {match.Groups[1].Value}");
    }

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"a\(n\) (\w)")]
    private static partial Regex AnArticle();
}
