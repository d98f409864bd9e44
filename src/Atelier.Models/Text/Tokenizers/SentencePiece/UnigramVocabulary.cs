using System.Text;

namespace Atelier.Models.Text.Tokenizers.SentencePiece;

/// <summary>Pieces with their scores, and the search for the best sequence of them.</summary>
internal sealed class UnigramVocabulary
{
    private const double UnknownPenalty = 10;

    private readonly Dictionary<string, int> _ids = [];
    private readonly double[] _scores;
    private readonly double _unknownScore;
    private readonly PrefixIndex _index;
    private readonly bool _single;

    /// <param name="pieces">The place in the list is the id.</param>
    /// <param name="unknownId">The id of the unknown piece.</param>
    /// <param name="searchable">Which pieces may be found in a text.</param>
    /// <param name="single">Whether path scores are added in single precision, as sentencepiece does; the fast tokenizers use double.</param>
    /// <exception cref="TokenizerException">A piece is empty or appears twice, or the unknown id is outside.</exception>
    public UnigramVocabulary(IReadOnlyList<Piece> pieces, int unknownId, Func<Piece, bool> searchable, bool single)
    {
        if ((uint)unknownId >= (uint)pieces.Count)
            throw new TokenizerException($"the unknown id {unknownId} is outside the vocabulary of {pieces.Count} pieces");
        Pieces = pieces;
        UnknownId = unknownId;
        _single = single;
        _scores = new double[pieces.Count];
        var (lowest, highest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var id = 0; id < pieces.Count; id++)
        {
            if (pieces[id].Text.Length == 0)
                throw new TokenizerException($"piece {id} is empty");
            if (!_ids.TryAdd(pieces[id].Text, id))
                throw new TokenizerException($"the vocabulary has '{pieces[id].Text}' twice");
            _scores[id] = pieces[id].Score;
            if (pieces[id].Type == PieceType.Normal)
                (lowest, highest) = (Math.Min(lowest, _scores[id]), Math.Max(highest, _scores[id]));
        }

        _unknownScore = Rounded((double.IsFinite(lowest) ? lowest : 0) - UnknownPenalty);

        // Pieces that the user asked for beat any other cover of the same text.
        foreach (var (piece, id) in pieces.Select((piece, id) => (piece, id)).Where(pair => pair.piece.Type == PieceType.UserDefined))
            _scores[id] = (float)((Encoding.UTF8.GetByteCount(piece.Text) * (float)highest) - 0.1);
        _index = new PrefixIndex(pieces.Select((piece, id) => (piece, id)).Where(pair => searchable(pair.piece))
            .Select(pair => (Encoding.UTF8.GetBytes(pair.piece.Text), pair.id)));
    }

    public IReadOnlyList<Piece> Pieces { get; }

    public int UnknownId { get; }

    public int? Find(string piece) => _ids.TryGetValue(piece, out var id) ? id : null;

    /// <summary>The pieces of the best path through a text; neighbouring unknown characters are one piece.</summary>
    public IEnumerable<(int Id, int Start, int End)> BestPath(ReadOnlySpan<byte> utf8)
    {
        var best = new (double Score, int Start, int Id)[utf8.Length + 1];
        for (var i = 1; i < best.Length; i++)
            best[i].Start = -1;

        for (var start = 0; start < utf8.Length;)
        {
            Rune.DecodeFromUtf8(utf8[start..], out _, out var character);
            var known = false;
            var matches = _index.At(utf8[start..]);
            while (matches.Next())
            {
                Offer(best, start, start + matches.Length, matches.Value, _scores[matches.Value]);
                known |= matches.Length == character;
            }

            if (!known)
                Offer(best, start, start + character, UnknownId, _unknownScore);
            start += character;
        }

        var path = new List<(int Id, int Start, int End)>();
        for (var end = utf8.Length; end > 0; end = best[end].Start)
        {
            var (_, start, id) = best[end];
            if (id == UnknownId && path.Count > 0 && path[^1].Id == UnknownId)
                path[^1] = (id, start, path[^1].End);
            else
                path.Add((id, start, end));
        }

        path.Reverse();
        return path;
    }

    private void Offer((double Score, int Start, int Id)[] best, int start, int end, int id, double score)
    {
        // The reference compares the exact sum with a rounded one (but rounds first for the unknown piece): ties depend on it.
        var total = best[start].Score + score;
        if (id == UnknownId)
            total = Rounded(total);
        if (best[end].Start < 0 || total > best[end].Score)
            best[end] = (Rounded(total), start, id);
    }

    private double Rounded(double score) => _single ? (float)score : score;
}
