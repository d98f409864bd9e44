using System.Text;

namespace Atelier.Models.Text.Tokenizers.SentencePiece;

/// <summary>A SentencePiece model file (<c>spiece.model</c>) of the unigram kind.</summary>
/// <remarks>Format: https://github.com/google/sentencepiece (sentencepiece_model.proto).</remarks>
internal sealed class UnigramModel
{
    private const int MaxBytes = 256 << 20;
    private const int UnigramKind = 1;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly List<Piece> _pieces = [];

    private UnigramModel()
    {
    }

    public IReadOnlyList<Piece> Pieces => _pieces;

    public bool ByteFallback { get; private set; }

    /// <summary>What an unknown id decodes to.</summary>
    public string UnknownSurface { get; private set; } = " \u2047 ";

    public bool AddDummyPrefix { get; private set; } = true;

    public bool RemoveExtraWhitespace { get; private set; } = true;

    public bool EscapeWhitespace { get; private set; } = true;

    public bool WhitespaceAsSuffix { get; private set; }

    public Charsmap? Charsmap { get; private set; }

    /// <summary>Reads a model file.</summary>
    /// <exception cref="TokenizerException">It is no unigram model.</exception>
    public static UnigramModel Open(string path)
    {
        var length = new FileInfo(path).Length;
        if (length > MaxBytes)
            throw new TokenizerException($"{path} has {length} bytes; a model of at most {MaxBytes} is read");
        return Parse(File.ReadAllBytes(path));
    }

    /// <summary>Parses the content of a model file.</summary>
    /// <exception cref="TokenizerException">It is no unigram model.</exception>
    public static UnigramModel Parse(ReadOnlySpan<byte> content)
    {
        var model = new UnigramModel();
        var reader = new ProtobufReader(content);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    model._pieces.Add(ReadPiece(reader.Bytes));
                    break;
                case 2:
                    model.ReadTraining(reader.Bytes);
                    break;
                case 3:
                    model.ReadNormalization(reader.Bytes);
                    break;
            }
        }

        return model;
    }

    private static Piece ReadPiece(ReadOnlySpan<byte> message)
    {
        var (text, score, type) = ("", 0f, PieceType.Normal);
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    text = Text(reader.Bytes);
                    break;
                case 2:
                    score = reader.Single;
                    break;
                case 3:
                    type = (PieceType)reader.Number;
                    break;
            }
        }

        return new Piece(text, score, type);
    }

    private void ReadTraining(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 3 when reader.Number != UnigramKind:
                    throw new TokenizerException($"the model is of kind {reader.Number}; only unigram (1) is supported");
                case 24:
                    WhitespaceAsSuffix = reader.Number != 0;
                    break;
                case 35:
                    ByteFallback = reader.Number != 0;
                    break;
                case 44:
                    UnknownSurface = Text(reader.Bytes);
                    break;
            }
        }
    }

    private void ReadNormalization(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 2:
                    Charsmap = reader.Bytes.IsEmpty ? null : new Charsmap(reader.Bytes);
                    break;
                case 3:
                    AddDummyPrefix = reader.Number != 0;
                    break;
                case 4:
                    RemoveExtraWhitespace = reader.Number != 0;
                    break;
                case 5:
                    EscapeWhitespace = reader.Number != 0;
                    break;
            }
        }
    }

    private static string Text(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException error)
        {
            throw new TokenizerException("a piece or surface is not UTF-8", error);
        }
    }
}
