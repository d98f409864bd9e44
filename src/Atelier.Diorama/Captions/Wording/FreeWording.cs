using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Captions.Wording;

/// <summary>
/// Says what a caption says in the words that people type: synonyms, turned sentences, further adjectives, typing errors.
/// Captions of the world name each kind with one noun in a handful of forms; a model that only read those stumbles over others.
/// </summary>
public static class FreeWording
{
    private const float TypingErrors = 0.12f;
    private const float Capitals = 0.15f;
    private const float FullStops = 0.15f;

    /// <summary>Words a caption anew. What it shows, in which number, colour and place, stays the same.</summary>
    /// <param name="caption">A caption of the world; one of another form, such as a dense one, stays as it is.</param>
    /// <param name="seed">Chooses the words.</param>
    public static string Of(string caption, long seed)
    {
        ArgumentNullException.ThrowIfNull(caption);
        if (PlainCaption.Read(caption) is not { } plain)
            return caption;
        var random = new SeededRandom((ulong)seed * 31 + 17);
        var text = new FreeSentence(random).Write(plain);
        if (random.Chance(TypingErrors))
            text = TypingError.In(text, random);
        if (random.Chance(Capitals))
            text = char.ToUpperInvariant(text[0]) + text[1..];
        return random.Chance(FullStops) ? text + "." : text;
    }
}
