using System.Text;

namespace Atelier.Models.Text.Tokenizers.SentencePiece;

/// <summary>T5's tokenizer as transformers runs it: unigram pieces, sentinels, an end id, no byte fallback.</summary>
/// <remarks>Special tokens written in the text become their ids. Source: transformers' T5Tokenizer and the tokenizers library.</remarks>
public sealed class T5Tokenizer : Tokenizer
{
    private readonly UnigramVocabulary _vocabulary;
    private readonly T5Text _text;
    private readonly SpecialTokens _special;

    private T5Tokenizer(IReadOnlyList<Piece> pieces, int unknownId, T5Text text, IEnumerable<(string Text, int Id)> special)
    {
        _vocabulary = new UnigramVocabulary(pieces, unknownId, piece => piece.Type != PieceType.Unused, single: false);
        _text = text;
        _special = new SpecialTokens(special);
        PadId = Required("<pad>");
        EndId = Required("</s>");
    }

    /// <inheritdoc/>
    public override int? StartId => null;

    /// <inheritdoc/>
    public override int? EndId { get; }

    /// <inheritdoc/>
    public override int PadId { get; }

    /// <inheritdoc/>
    public override int VocabularySize => _vocabulary.Pieces.Count;

    /// <summary>Reads a tokenizer.</summary>
    /// <param name="path">A <c>.model</c> file, a <c>tokenizer.json</c>, or a folder with <c>spiece.model</c> or else the latter.</param>
    /// <param name="extraIds">Sentinels after the pieces of a model file: &lt;extra_id_0&gt; has the highest id.</param>
    /// <exception cref="TokenizerException">The file holds no unigram model with &lt;pad&gt; and &lt;/s&gt;.</exception>
    public static T5Tokenizer Open(string path, int extraIds = 100)
    {
        if (Directory.Exists(path))
        {
            var model = Path.Combine(path, "spiece.model");
            path = File.Exists(model) ? model : Path.Combine(path, "tokenizer.json");
        }

        return path.EndsWith(".json", StringComparison.Ordinal)
            ? From(TokenizerJson.Open(path))
            : From(UnigramModel.Open(path), extraIds);
    }

    /// <summary>Parses the content of a model file; parameters as for <see cref="Open"/>.</summary>
    /// <exception cref="TokenizerException">As for <see cref="Open"/>.</exception>
    public static T5Tokenizer ParseModel(ReadOnlySpan<byte> content, int extraIds = 100) => From(UnigramModel.Parse(content), extraIds);

    /// <summary>Parses the content of a <c>tokenizer.json</c>.</summary>
    /// <exception cref="TokenizerException">As for <see cref="Open"/>.</exception>
    public static T5Tokenizer ParseJson(ReadOnlyMemory<byte> utf8) => From(TokenizerJson.Parse(utf8));

    /// <inheritdoc/>
    public override int[] Pieces(string text)
    {
        var ids = new List<int>();
        var first = true;
        foreach (var (part, id) in _special.Split(text))
        {
            if (id is { } special)
                ids.Add(special);
            else
                AddPieces(part, first, ids);
            first = false;
        }

        return [.. ids];
    }

    /// <summary>Sentinels and &lt;unk&gt; are written out.</summary>
    /// <inheritdoc/>
    public override string Decode(IEnumerable<int> ids)
    {
        var text = new StringBuilder();
        foreach (var id in ids)
        {
            CheckId(id);
            if (id != PadId && id != EndId)
                text.Append(_vocabulary.Pieces[id].Text);
        }

        var decoded = text.Replace('\u2581', ' ').ToString();
        return decoded.StartsWith(' ') ? decoded[1..] : decoded;
    }

    private static T5Tokenizer From(UnigramModel model, int extraIds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(extraIds);
        var sentinels = Enumerable.Range(0, extraIds).Select(index => $"<extra_id_{extraIds - 1 - index}>").ToArray();

        // Some models hold their sentinels themselves.
        var present = model.Pieces.Select(piece => piece.Text).ToHashSet();
        Piece[] pieces =
        [
            .. model.Pieces.Select(piece => piece with { Type = PieceType.Normal }),
            .. sentinels.Where(text => !present.Contains(text)).Select(text => new Piece(text, 0, PieceType.Normal)),
        ];
        var ids = new Dictionary<string, int>();
        for (var id = 0; id < pieces.Length; id++)
            ids.TryAdd(pieces[id].Text, id);
        var special = sentinels.Concat(["<pad>", "</s>", "<unk>"]).Where(ids.ContainsKey).Select(text => (text, ids[text]));
        var unknown = ids.GetValueOrDefault("<unk>", -1);
        return new T5Tokenizer(pieces, unknown, T5Text.From(model.Charsmap), special);
    }

    private static T5Tokenizer From(TokenizerJson json) => new(json.Pieces, json.UnknownId, json.Text, json.Special);

    private void AddPieces(string part, bool first, List<int> ids)
    {
        foreach (var word in _text.Words(part, first))
        {
            foreach (var (id, _, _) in _vocabulary.BestPath(Encoding.UTF8.GetBytes(word)))
                ids.Add(id);
        }
    }

    private int Required(string piece) =>
        _vocabulary.Find(piece) ?? throw new TokenizerException($"the vocabulary of {_vocabulary.Pieces.Count} pieces has no {piece}");
}
