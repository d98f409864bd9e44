using System.Globalization;
using System.Text;

namespace Atelier.Models.Text.Tokenizers.SentencePiece;

/// <summary>What happens to a text before the unigram search in the fast T5 tokenizers: normalise, cut into words, mark their start.</summary>
/// <param name="Normalizers">In their order.</param>
/// <param name="SplitAtWhitespace">Whether words are cut at white space before spaces are marked.</param>
/// <param name="MarkAll">Whether every stretch gets a mark in front, or only one at the start of the whole text.</param>
internal sealed record T5Text(IReadOnlyList<Func<string, string>> Normalizers, bool SplitAtWhitespace, bool MarkAll)
{
    private const char Mark = '\u2581';

    /// <summary>The steps of a tokenizer that is built from a model file.</summary>
    public static T5Text From(Charsmap? charsmap) => new(charsmap is null ? [] : [text => Apply(charsmap, text)], true, true);

    /// <summary>The marked words of a stretch of text.</summary>
    /// <param name="text">Text without special tokens.</param>
    /// <param name="first">Whether it is the start of the whole text.</param>
    public IEnumerable<string> Words(string text, bool first)
    {
        foreach (var normalize in Normalizers)
            text = normalize(text);

        foreach (var word in SplitAtWhitespace ? AtWhitespace(text) : [text])
        {
            var marked = word.Replace(' ', Mark);
            if (marked.Length == 0)
                continue;
            if (marked[0] != Mark && (MarkAll || first))
                marked = Mark + marked;
            first = false;
            for (var start = 0; start < marked.Length;)
            {
                var next = marked.IndexOf(Mark, start + 1);
                var end = next < 0 ? marked.Length : next;
                yield return marked[start..end];
                start = end;
            }
        }
    }

    /// <summary>Applies a charsmap as the fast tokenizers do: to short grapheme clusters as a whole, else character by character.</summary>
    public static string Apply(Charsmap charsmap, string text)
    {
        var normalized = new List<byte>(text.Length);
        for (var position = 0; position < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, position);
            var cluster = Encoding.UTF8.GetBytes(text, position, length).AsSpan();
            position += length;

            // A cluster gives way to the replacement of its shortest prefix, what follows that prefix included.
            if (cluster.Length < 6)
            {
                var whole = charsmap.Match(cluster, shortest: true, out var matched);
                if (matched > 0)
                {
                    normalized.AddRange(whole);
                    continue;
                }
            }

            while (!cluster.IsEmpty)
            {
                Rune.DecodeFromUtf8(cluster, out _, out var size);
                var replacement = charsmap.Match(cluster[..size], shortest: true, out var matched);
                normalized.AddRange(matched > 0 ? replacement : cluster[..size]);
                cluster = cluster[size..];
            }
        }

        return Encoding.UTF8.GetString([.. normalized]);
    }

    private static IEnumerable<string> AtWhitespace(string text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            // All white space is in the basic plane.
            if (i < text.Length && !char.IsWhiteSpace(text[i]))
                continue;
            if (i > start)
                yield return text[start..i];
            start = i + 1;
        }
    }
}
