namespace Atelier.Diorama.Captions.Wording;

/// <summary>Captions that leave open what one of their things is, since a picture of it is given.</summary>
public static class UnnamedSubject
{
    private const string Pronoun = "it";

    /// <summary>Calls the only thing of a kind "it": "a photo of it to the left of two brown dogs".</summary>
    /// <param name="caption">A caption of the world.</param>
    /// <param name="noun">The kind.</param>
    /// <returns>The caption as it is where it does not name just one such thing.</returns>
    public static string In(string caption, string noun)
    {
        ArgumentNullException.ThrowIfNull(caption);
        for (var at = 0; at >= 0; at = caption.IndexOf(' ', at) is >= 0 and var space ? space + 1 : -1)
        {
            var rest = caption[at..];
            if (PhraseReader.Read(ref rest) is { Count: 1 } phrase && phrase.Noun == noun)
                return caption[..at] + Pronoun + rest;
        }

        return caption;
    }
}
