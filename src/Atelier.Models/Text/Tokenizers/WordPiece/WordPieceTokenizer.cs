using System.Text;

namespace Atelier.Models.Text.Tokenizers.WordPiece;

/// <summary>BERT's WordPiece: words are covered from the left by the longest pieces of the vocabulary.</summary>
/// <remarks>Source: https://github.com/google-research/bert (tokenization.py), in the details as the fast tokenizer of transformers.</remarks>
public sealed class WordPieceTokenizer : Tokenizer
{
    private const int LongestWord = 100;
    private const string Inside = "##";

    private readonly string[] _pieces;
    private readonly Dictionary<string, int> _first = [];
    private readonly Dictionary<string, int> _inside = [];
    private readonly SpecialTokens _special;
    private readonly HashSet<int> _silent;
    private readonly bool _uncased;
    private readonly int _unknown;

    /// <param name="pieces">The vocabulary: the place in the list is the id. Must hold [PAD], [UNK], [CLS], [SEP] and [MASK].</param>
    /// <param name="uncased">Whether accents are dropped and letters lowered.</param>
    /// <exception cref="TokenizerException">A piece appears twice, or a special one is missing.</exception>
    public WordPieceTokenizer(IEnumerable<string> pieces, bool uncased = true)
    {
        _pieces = [.. pieces];
        _uncased = uncased;
        for (var id = 0; id < _pieces.Length; id++)
        {
            var piece = _pieces[id];
            var inside = piece.StartsWith(Inside, StringComparison.Ordinal) && piece.Length > Inside.Length;
            if (!_first.TryAdd(piece, id) || (inside && !_inside.TryAdd(piece[Inside.Length..], id)))
                throw new TokenizerException($"the vocabulary has '{piece}' twice");
        }

        _unknown = Id("[UNK]");
        PadId = Id("[PAD]");
        StartId = Id("[CLS]");
        EndId = Id("[SEP]");
        _silent = [PadId, StartId.Value, EndId.Value];
        _special = new SpecialTokens(new[] { "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]" }.Select(text => (text, Id(text))));
    }

    /// <inheritdoc/>
    public override int? StartId { get; }

    /// <inheritdoc/>
    public override int? EndId { get; }

    /// <inheritdoc/>
    public override int PadId { get; }

    /// <inheritdoc/>
    public override int VocabularySize => _pieces.Length;

    /// <summary>Reads a <c>vocab.txt</c>: one piece a line.</summary>
    /// <param name="path">The file, or the folder that holds it.</param>
    /// <param name="uncased">Whether accents are dropped and letters lowered.</param>
    /// <exception cref="TokenizerException">The file is no such vocabulary.</exception>
    public static WordPieceTokenizer Open(string path, bool uncased = true)
    {
        if (Directory.Exists(path))
            path = Path.Combine(path, "vocab.txt");
        return Parse(File.ReadAllBytes(path), uncased);
    }

    /// <summary>Parses the content of a <c>vocab.txt</c>.</summary>
    /// <param name="utf8">One piece a line.</param>
    /// <param name="uncased">Whether accents are dropped and letters lowered.</param>
    /// <exception cref="TokenizerException">It is no such vocabulary.</exception>
    public static WordPieceTokenizer Parse(ReadOnlySpan<byte> utf8, bool uncased = true)
    {
        if (!System.Text.Unicode.Utf8.IsValid(utf8))
            throw new TokenizerException("the vocabulary is not UTF-8");

        // Only these line ends count: some pieces are other separators themselves.
        var lines = Encoding.UTF8.GetString(utf8).Split('\n');
        var count = lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        return new WordPieceTokenizer(lines.Take(count).Select(line => line.EndsWith('\r') ? line[..^1] : line), uncased);
    }

    /// <inheritdoc/>
    public override int[] Pieces(string text)
    {
        var ids = new List<int>();
        foreach (var (part, id) in _special.Split(text))
        {
            if (id is { } special)
            {
                ids.Add(special);
                continue;
            }

            foreach (var word in BertText.Words(part, _uncased))
                Cover(word, ids);
        }

        return [.. ids];
    }

    /// <summary>The ids of two texts in one sequence.</summary>
    public TokenPair Encode(string text, string second)
    {
        var first = Encode(text);
        var rest = Pieces(second);
        int[] ids = [.. first, .. rest, EndId!.Value];
        var types = new int[ids.Length];
        types.AsSpan(first.Length).Fill(1);
        return new TokenPair(ids, types);
    }

    /// <summary>Words with a space between them; the text's own spacing, case and accents are gone.</summary>
    /// <inheritdoc/>
    public override string Decode(IEnumerable<int> ids)
    {
        var text = new StringBuilder();
        foreach (var id in ids)
        {
            CheckId(id);
            if (_silent.Contains(id))
                continue;
            var piece = _pieces[id];
            if (text.Length > 0 && piece.StartsWith(Inside, StringComparison.Ordinal))
                text.Append(piece, Inside.Length, piece.Length - Inside.Length);
            else
                text.Append(text.Length > 0 ? " " : "").Append(piece);
        }

        return text.ToString();
    }

    private void Cover(string word, List<int> ids)
    {
        if (word.Length > LongestWord && word.EnumerateRunes().Count() > LongestWord)
        {
            ids.Add(_unknown);
            return;
        }

        var count = ids.Count;
        for (var start = 0; start < word.Length;)
        {
            var pieces = (start == 0 ? _first : _inside).GetAlternateLookup<ReadOnlySpan<char>>();
            var end = word.Length;
            int id;
            while (!pieces.TryGetValue(word.AsSpan(start, end - start), out id))
            {
                // A word with a part that no piece covers is unknown as a whole.
                if (--end == start)
                {
                    ids.RemoveRange(count, ids.Count - count);
                    ids.Add(_unknown);
                    return;
                }
            }

            ids.Add(id);
            start = end;
        }
    }

    private int Id(string piece) => _first.TryGetValue(piece, out var id)
        ? id
        : throw new TokenizerException($"the vocabulary of {_pieces.Length} pieces has no {piece}");
}
