using System.Text;

namespace Atelier.Models.Text.Tokenizers.SentencePiece;

/// <summary>A SentencePiece unigram model exactly as the sentencepiece library runs it: byte fallback, no start and no end.</summary>
public sealed class SentencePieceTokenizer : Tokenizer
{
    private static readonly HashSet<string> BytePieces = [.. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>")];

    private readonly UnigramModel _model;
    private readonly UnigramVocabulary _vocabulary;
    private readonly SentencePieceNormalizer _normalizer;
    private readonly int[]? _byteIds;

    private SentencePieceTokenizer(UnigramModel model)
    {
        _model = model;
        var unknown = model.Pieces.Select((piece, id) => (piece, id)).Where(pair => pair.piece.Type == PieceType.Unknown).ToArray();
        if (unknown.Length != 1)
            throw new TokenizerException($"the model has {unknown.Length} unknown pieces; exactly one is required");
        _vocabulary = new UnigramVocabulary(
            model.Pieces, unknown[0].id, piece => piece.Type is PieceType.Normal or PieceType.UserDefined, single: true);
        _normalizer = new SentencePieceNormalizer(model);
        if (model.Pieces.FirstOrDefault(piece => piece.Type == PieceType.Byte && !BytePieces.Contains(piece.Text)) is { Text: { } odd })
            throw new TokenizerException($"'{odd}' is no byte piece; those are <0x00> to <0xFF>");
        _byteIds = model.ByteFallback ? [.. Enumerable.Range(0, 256).Select(value => ByteId((byte)value))] : null;
        PadId = _vocabulary.Find("<pad>") ?? unknown[0].id;
    }

    /// <inheritdoc/>
    public override int? StartId => null;

    /// <inheritdoc/>
    public override int? EndId => null;

    /// <inheritdoc/>
    public override int PadId { get; }

    /// <inheritdoc/>
    public override int VocabularySize => _model.Pieces.Count;

    /// <summary>Reads a model file.</summary>
    /// <param name="path">A <c>.model</c> file, or a folder with <c>spiece.model</c>.</param>
    /// <exception cref="TokenizerException">The file is no unigram model.</exception>
    public static SentencePieceTokenizer Open(string path) =>
        new(UnigramModel.Open(Directory.Exists(path) ? Path.Combine(path, "spiece.model") : path));

    /// <summary>Parses the content of a model file.</summary>
    /// <exception cref="TokenizerException">It is no unigram model.</exception>
    public static SentencePieceTokenizer Parse(ReadOnlySpan<byte> content) => new(UnigramModel.Parse(content));

    /// <summary>The text after normalisation, with U+2581 for spaces.</summary>
    public string Normalize(string text) => Encoding.UTF8.GetString(_normalizer.Normalize(text));

    /// <inheritdoc/>
    public override int[] Pieces(string text) => [.. Segments(text).Select(segment => segment.Id)];

    /// <summary>The ids of a text with the normalised stretch that each stands for (<c>&lt;0xNN&gt;</c> for a byte).</summary>
    public IReadOnlyList<(int Id, string Piece)> Segments(string text)
    {
        var normalized = _normalizer.Normalize(text);
        var segments = new List<(int, string)>();
        foreach (var (id, start, end) in _vocabulary.BestPath(normalized))
        {
            if (id != _vocabulary.UnknownId || _byteIds is null)
            {
                segments.Add((id, Encoding.UTF8.GetString(normalized, start, end - start)));
                continue;
            }

            for (var i = start; i < end; i++)
                segments.Add((_byteIds[normalized[i]], _model.Pieces[_byteIds[normalized[i]]].Text));
        }

        return segments;
    }

    /// <inheritdoc/>
    public override string Decode(IEnumerable<int> ids)
    {
        var text = new StringBuilder();
        var bytes = new List<byte>();
        var atStart = true;
        foreach (var id in ids)
        {
            CheckId(id);
            var piece = _model.Pieces[id];
            if (piece.Type == PieceType.Byte)
            {
                bytes.Add(Convert.ToByte(piece.Text[3..5], 16));
                continue;
            }

            AppendBytes(text, bytes);
            atStart &= text.Length == 0;
            text.Append(Surface(piece, ref atStart));
        }

        AppendBytes(text, bytes);
        return text.ToString();
    }

    private string Surface(Piece piece, ref bool atStart)
    {
        if (piece.Type == PieceType.Control)
            return "";
        if (piece.Type == PieceType.Unknown)
            return _model.UnknownSurface;
        var surface = piece.Text;
        if (atStart && (_model.AddDummyPrefix || _model.RemoveExtraWhitespace) && surface[0] == '\u2581')
        {
            surface = surface[1..];
            atStart = _model.RemoveExtraWhitespace;
        }

        return surface.Replace('\u2581', ' ');
    }

    // Bytes that form no character become U+FFFD one by one.
    private static void AppendBytes(StringBuilder text, List<byte> bytes)
    {
        var rest = bytes.ToArray().AsSpan();
        while (!rest.IsEmpty)
        {
            var valid = Rune.DecodeFromUtf8(rest, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            text.Append(rune.ToString());
            rest = rest[(valid ? length : 1)..];
        }

        bytes.Clear();
    }

    private int ByteId(byte value)
    {
        var text = $"<0x{value:X2}>";
        return _vocabulary.Find(text) is { } id && _model.Pieces[id].Type == PieceType.Byte
            ? id
            : throw new TokenizerException($"the model has byte fallback, but no byte piece {text}");
    }
}
