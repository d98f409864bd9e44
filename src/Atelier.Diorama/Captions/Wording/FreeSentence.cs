using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Captions.Wording;

/// <summary>Whole captions by the patterns of <c>wordings.tsv</c>.</summary>
internal sealed class FreeSentence(SeededRandom random)
{
    private const string Sentence = " sentence";
    private readonly FreePhrase _phrases = new(random);

    public string Write(PlainCaption caption)
    {
        var alone = caption.Phrases.Count == 1;
        var things = caption.Phrases.Select(p => _phrases.Write(p, alone)).ToArray();
        var (shown, isSentence) = things.Length switch
        {
            1 => (things[0].Indefinite, things[0].IsSentence),
            2 => Pair(caption.Kind, things[0], things[1]),
            _ => (List(things), false),
        };
        return (isSentence ? shown : Pattern.Fill(random.Pick(WordingLists.Of("opening"), w => w.Weight).Text, ("x", shown))) + caption.Rest;
    }

    private (string Text, bool IsSentence) Pair(string kind, FreeThing a, FreeThing b)
    {
        var phrases = WordingLists.Of(kind);
        // "The ball" does not tell two balls apart.
        var found = random.Pick([.. phrases.Concat(WordingLists.Of(kind + Sentence)).Where(w => a.Definite != b.Definite || !w.Text.Contains("{the ", StringComparison.Ordinal))], w => w.Weight);
        var text = Pattern.Fill(found.Text, ("a", a.Indefinite), ("b", b.Indefinite), ("the a", a.Definite), ("the b", b.Definite));
        return (text, !phrases.Contains(found));
    }

    private string List(FreeThing[] things)
    {
        random.Shuffle(things.AsSpan());
        return SubjectWriter.Join([.. things.Select(t => t.Indefinite)]);
    }
}
