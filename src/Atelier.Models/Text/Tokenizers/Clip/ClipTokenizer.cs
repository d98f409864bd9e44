using System.Text;
using Atelier.Models.Text.Tokenizers.Unicode;

namespace Atelier.Models.Text.Tokenizers.Clip;

/// <summary>CLIP's byte-level byte pair encoding, as of Stable Diffusion and FLUX.</summary>
/// <remarks>Sources: https://github.com/openai/CLIP (simple_tokenizer.py), transformers' CLIPTokenizer. Ids of the public vocabulary: 49406 start, 49407 end.</remarks>
public sealed class ClipTokenizer : Tokenizer
{
    /// <summary>The length that CLIP's text encoders take.</summary>
    public const int ContextLength = 77;

    private static readonly string[] TransformersSpecial = ["<|startoftext|>", "<|endoftext|>"];
    private static readonly string[] OriginalSpecial = ["<start_of_text>", "<end_of_text>"];

    private readonly ClipVocabulary _vocabulary;
    private readonly ClipTextCleaning _cleaning;
    private readonly SpecialTokens _special;
    private readonly SpecialTokens _added;
    private readonly IReadOnlyList<string> _words;

    private ClipTokenizer(ClipVocabulary vocabulary, ClipTextCleaning cleaning, int? padId, IReadOnlyList<string> words)
    {
        _words = words;
        _added = new SpecialTokens(words.Select((word, i) => (word, vocabulary.Count + i)), wholeWords: true);
        _vocabulary = vocabulary;
        _cleaning = cleaning;
        PadId = padId ?? vocabulary.EndId;
        CheckId(PadId);
        _special = new SpecialTokens(cleaning == ClipTextCleaning.Transformers
            ? [(TransformersSpecial[0], vocabulary.StartId), (TransformersSpecial[1], vocabulary.EndId)]
            : []);
    }

    /// <inheritdoc/>
    public override int? StartId => _vocabulary.StartId;

    /// <inheritdoc/>
    public override int? EndId => _vocabulary.EndId;

    /// <inheritdoc/>
    public override int PadId { get; }

    /// <inheritdoc/>
    public override int VocabularySize => _vocabulary.Count + _words.Count;

    /// <summary>Reads the merges.</summary>
    /// <param name="path"><c>merges.txt</c>, <c>bpe_simple_vocab_16e6.txt.gz</c>, or a folder with the former.</param>
    /// <param name="cleaning">Whose text cleaning to follow.</param>
    /// <param name="padId">What fills up; the end id if null (Stable Diffusion 1.5, FLUX), 0 for open_clip and SDXL's second encoder.</param>
    /// <exception cref="TokenizerException">The file is no list of merges.</exception>
    public static ClipTokenizer Open(string path, ClipTextCleaning cleaning = ClipTextCleaning.Transformers, int? padId = null) =>
        new(ClipVocabulary.Open(path), cleaning, padId, []);

    /// <summary>Parses the merges, compressed or not; parameters as for <see cref="Open"/>.</summary>
    /// <exception cref="TokenizerException">It is no list of merges.</exception>
    public static ClipTokenizer Parse(byte[] content, ClipTextCleaning cleaning = ClipTextCleaning.Transformers, int? padId = null) =>
        new(ClipVocabulary.Parse(content), cleaning, padId, []);

    /// <summary>The same with words of one's own, each with an id after those of the vocabulary; only whole words count, in any case.</summary>
    public ClipTokenizer With(IReadOnlyList<string> words) => new(_vocabulary, _cleaning, PadId, [.. _words, .. words]);

    /// <inheritdoc/>
    public override int[] Pieces(string text) =>
        _words.Count == 0 ? OwnPieces(text) : [.. _added.Split(text).SelectMany(part => part.Id is { } id ? [id] : OwnPieces(part.Text))];

    private int[] OwnPieces(string text)
    {
        var ids = new List<int>();
        if (_cleaning == ClipTextCleaning.Original)
        {
            foreach (var word in ClipWords.Split(ClipOriginalText.Clean(text), OriginalSpecial, ignoreCase: true))
                AppendOriginal(word, ids);
            return [.. ids];
        }

        foreach (var (part, id) in _special.Split(text))
        {
            if (id is { } special)
            {
                ids.Add(special);
                continue;
            }

            var clean = LowerCase.OfEach(CanonicalNormalization.Compose(part));
            foreach (var word in ClipWords.Split(clean, TransformersSpecial, ignoreCase: false))
                Append(word, ids);
        }

        return [.. ids];
    }

    /// <summary>Words with a space after each, as the vocabulary marks them.</summary>
    /// <inheritdoc/>
    public override string Decode(IEnumerable<int> ids)
    {
        var bytes = new List<byte>();
        foreach (var id in ids)
        {
            CheckId(id);
            if (id >= _vocabulary.Count)
                bytes.AddRange(Encoding.UTF8.GetBytes($"{_words[id - _vocabulary.Count]} "));
            if (id >= _vocabulary.StartId)
                continue;
            bytes.AddRange(_vocabulary.Bytes(id));
            if (_vocabulary.EndsWord(id))
                bytes.Add((byte)' ');
        }

        return Encoding.UTF8.GetString([.. bytes]).TrimEnd(' ');
    }

    private void AppendOriginal(string word, List<int> ids)
    {
        var special = Array.IndexOf(OriginalSpecial, word);
        if (special >= 0)
            ids.Add(_vocabulary.StartId + special);
        else
            Append(word, ids);
    }

    private void Append(string word, List<int> ids)
    {
        var bytes = Encoding.UTF8.GetBytes(word);
        var symbols = new List<int>(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
            symbols.Add(_vocabulary.Symbol(bytes[i], endsWord: i == bytes.Length - 1));
        BytePairMerger.Merge(symbols, _vocabulary);
        ids.AddRange(symbols);
    }
}
