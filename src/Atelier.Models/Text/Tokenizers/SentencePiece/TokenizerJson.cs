using System.Text.Json;

namespace Atelier.Models.Text.Tokenizers.SentencePiece;

/// <summary>A <c>tokenizer.json</c> with a unigram model.</summary>
/// <remarks>Format: https://github.com/huggingface/tokenizers. What is not known here is refused rather than passed over.</remarks>
internal sealed class TokenizerJson
{
    private const int MaxBytes = 256 << 20;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    private readonly List<Piece> _pieces = [];
    private readonly List<(string Text, int Id)> _special = [];
    private readonly List<Func<string, string>> _normalizers = [];
    private bool _split;
    private bool _markAll = true;

    private TokenizerJson()
    {
    }

    public IReadOnlyList<Piece> Pieces => _pieces;

    public int UnknownId { get; private set; }

    public IReadOnlyList<(string Text, int Id)> Special => _special;

    public T5Text Text => new(_normalizers, _split, _markAll);

    /// <summary>Reads a file.</summary>
    /// <exception cref="TokenizerException">It has no unigram model, is malformed, or asks for a step that is not known.</exception>
    public static TokenizerJson Open(string path)
    {
        var length = new FileInfo(path).Length;
        if (length > MaxBytes)
            throw new TokenizerException($"{path} has {length} bytes; at most {MaxBytes} are read");
        return Parse(File.ReadAllBytes(path));
    }

    /// <summary>Parses the content of a file.</summary>
    /// <exception cref="TokenizerException">As for <see cref="Open"/>.</exception>
    public static TokenizerJson Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            var json = new TokenizerJson();
            json.ReadModel(document.RootElement.GetProperty("model"));
            if (document.RootElement.TryGetProperty("normalizer", out var normalizer))
                json.ReadNormalizer(normalizer);
            if (document.RootElement.TryGetProperty("pre_tokenizer", out var preTokenizer))
                json.ReadPreTokenizer(preTokenizer);
            if (document.RootElement.TryGetProperty("added_tokens", out var added))
                json.ReadAdded(added);
            return json;
        }
        // Wrong kinds and missing fields come as these.
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException and not TokenizerException)
        {
            throw new TokenizerException($"not a tokenizer.json: {error.Message}", error);
        }
    }

    private void ReadModel(JsonElement model)
    {
        var kind = model.TryGetProperty("type", out var type) ? type.GetString() : "Unigram";
        if (kind != "Unigram")
            throw new TokenizerException($"the model is '{kind}'; only Unigram is supported");
        foreach (var entry in model.GetProperty("vocab").EnumerateArray())
        {
            if (entry.GetArrayLength() != 2)
                throw new TokenizerException($"vocabulary entry {_pieces.Count} is not a piece and a score");
            _pieces.Add(new Piece(Required(entry[0]), entry[1].GetSingle(), PieceType.Normal));
        }

        UnknownId = model.GetProperty("unk_id").GetInt32();
        if (model.TryGetProperty("byte_fallback", out var fallback) && fallback.GetBoolean())
            throw new TokenizerException("byte fallback in a tokenizer.json is not supported; use the .model file");
    }

    private void ReadNormalizer(JsonElement normalizer)
    {
        if (normalizer.ValueKind == JsonValueKind.Null)
            return;
        switch (normalizer.GetProperty("type").GetString())
        {
            case "Sequence":
                foreach (var step in normalizer.GetProperty("normalizers").EnumerateArray())
                    ReadNormalizer(step);
                break;
            case "Precompiled":
                var charsmap = new Charsmap(normalizer.GetProperty("precompiled_charsmap").GetBytesFromBase64());
                _normalizers.Add(text => T5Text.Apply(charsmap, text));
                break;
            case "Strip":
                var (left, right) = (normalizer.GetProperty("strip_left").GetBoolean(), normalizer.GetProperty("strip_right").GetBoolean());
                _normalizers.Add(text => left ? right ? text.Trim() : text.TrimStart() : right ? text.TrimEnd() : text);
                break;
            case "Replace":
                _normalizers.Add(Replacement(normalizer.GetProperty("pattern"), Required(normalizer.GetProperty("content"))));
                break;
            case var other:
                throw new TokenizerException($"the normaliser '{other}' is not supported; known are Sequence, Precompiled, Strip, Replace");
        }
    }

    private static Func<string, string> Replacement(JsonElement pattern, string content)
    {
        if (pattern.TryGetProperty("String", out var literal))
        {
            var old = Required(literal);
            return old.Length > 0 ? text => text.Replace(old, content, StringComparison.Ordinal) : throw new TokenizerException("an empty text cannot be replaced");
        }

        // The one expression that T5's files hold; others are not run.
        var expression = pattern.GetProperty("Regex").GetString();
        return expression == " {2,}"
            ? text => string.Join(content, SpaceRuns.Cut(text))
            : throw new TokenizerException($"the replaced expression '{expression}' is not supported");
    }

    private void ReadPreTokenizer(JsonElement step)
    {
        if (step.ValueKind == JsonValueKind.Null)
            return;
        switch (step.GetProperty("type").GetString())
        {
            case "Sequence":
                foreach (var inner in step.GetProperty("pretokenizers").EnumerateArray())
                    ReadPreTokenizer(inner);
                break;
            case "WhitespaceSplit":
                _split = true;
                break;
            case "Metaspace":
                if (step.GetProperty("replacement").GetString() != "\u2581")
                    throw new TokenizerException("Metaspace with another mark than U+2581 is not supported");
                _markAll = !step.TryGetProperty("prepend_scheme", out var scheme) || scheme.GetString() == "always";
                if (!_markAll && scheme.GetString() != "first")
                    throw new TokenizerException($"Metaspace with the scheme '{scheme.GetString()}' is not supported; always and first are");
                break;
            case var other:
                throw new TokenizerException($"the pre-tokenizer '{other}' is not supported; known are Sequence, WhitespaceSplit, Metaspace");
        }
    }

    private void ReadAdded(JsonElement added)
    {
        foreach (var token in added.EnumerateArray())
        {
            var (text, id) = (Required(token.GetProperty("content")), token.GetProperty("id").GetInt32());

            // Added tokens continue the vocabulary; those inside it repeat a piece.
            if (id == _pieces.Count)
                _pieces.Add(new Piece(text, 0, PieceType.Unused));
            else if ((uint)id > (uint)_pieces.Count || _pieces[id].Text != text)
                throw new TokenizerException($"the added token '{text}' has the id {id}, which does not continue the vocabulary");
            _special.Add((text, id));
        }
    }

    private static string Required(JsonElement text) => text.GetString() ?? throw new TokenizerException("a text is null");
}
