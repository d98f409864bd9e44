namespace Atelier.Diorama.Captions.Wording;

/// <summary>A caption of the forms Prompt, Short and Placed, taken apart again.</summary>
/// <param name="Phrases">What is shown, in the order of the caption.</param>
/// <param name="Kind">How the first is to the second, as the kinds of <c>wordings.tsv</c>: left, on, ...; pair where nothing is said.</param>
/// <param name="Rest">Where and when, empty or with a space in front.</param>
internal sealed record PlainCaption(IReadOnlyList<PlainPhrase> Phrases, string Kind, string Rest)
{
    private const string Opening = "a photo of ";

    // Longer ones first, so that "on" is not taken for "on top of".
    private static readonly (string Words, string Kind)[] Relations =
    [
        .. new (string, string)[]
        {
            ("to the left of", "left"), ("on the left of", "left"), ("left of", "left"),
            ("to the right of", "right"), ("on the right of", "right"), ("right of", "right"),
            ("on top of", "on"), ("above", "on"), ("on", "on"),
            ("below", "below"), ("under", "below"), ("beneath", "below"),
            ("in front of", "front"), ("behind", "behind"), ("next to", "pair"), ("beside", "pair"), ("and", "pair"),
        }.OrderByDescending(r => r.Item1.Length),
    ];

    /// <summary>Reads a caption, or null where it has another form.</summary>
    public static PlainCaption? Read(string caption)
    {
        var left = caption.StartsWith(Opening, StringComparison.Ordinal) ? caption[Opening.Length..] : caption;
        if (PhraseReader.Read(ref left) is not { } first)
            return null;
        var phrases = new List<PlainPhrase> { first };
        while (left.StartsWith(", ", StringComparison.Ordinal))
        {
            var next = left[2..];
            if (PhraseReader.Read(ref next) is not { } another)
                return null;
            phrases.Add(another);
            left = next;
        }

        foreach (var (words, kind) in Relations)
        {
            var next = left.StartsWith($" {words} ", StringComparison.Ordinal) ? left[(words.Length + 2)..] : "";
            if (PhraseReader.Read(ref next) is not { } last)
                continue;
            if (kind != "pair" && phrases.Count > 1)
                return null;
            return new([.. phrases, last], kind, next);
        }

        return phrases.Count > 1 ? null : new(phrases, "pair", left);
    }
}
