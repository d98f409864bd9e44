using System.Text;
using System.Text.Json;
using Atelier.Models.Text.Prompts;
using Atelier.Models.Text.Tokenizers;
using Atelier.Models.Text.Tokenizers.Clip;
using Atelier.Models.Text.Tokenizers.SentencePiece;
using Atelier.Models.Text.Tokenizers.WordPiece;

namespace Atelier.Fuzzing.Targets;

/// <summary>Prompts: any text must give ids, from every tokenizer.</summary>
internal sealed class TextTarget : FuzzTarget
{
    private static readonly string Goldens = Path.Combine(Testing.RepositoryRoot.Path, "tests", "goldens");
    private static readonly string Merges = Path.Combine(Goldens, "tokenizers", "bpe_simple_vocab_16e6.txt.gz");

    private readonly Lazy<Tokenizer[]> _tokenizers = new(() =>
    [
        WordPieceTokenizer.Open(Path.Combine(Goldens, "pretrained", "minilm")),
        ClipTokenizer.Open(Merges),
        ClipTokenizer.Open(Merges, ClipTextCleaning.Original),
        SentencePieceTokenizer.Open(Path.Combine(Goldens, "tokenizers", "unigram_byte_fallback.model")),
        T5Tokenizer.Open(Path.Combine(Goldens, "tokenizers", "unigram_nmt_nfkc.model")),
    ]);

    public override string Name => "text";

    // No text is refused.
    public override Type Refusal => typeof(void);

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. Texts().Select(Encoding.UTF8.GetBytes)];

    public override void Prepare() => _ = _tokenizers.Value;

    // As UTF-8 or as UTF-16, so that lone surrogates come up.
    public override void Read(byte[] input)
    {
        var text = input.Length % 5 == 0 ? Encoding.Unicode.GetString(input) : Encoding.UTF8.GetString(input);
        foreach (var tokenizer in _tokenizers.Value)
            tokenizer.Decode(tokenizer.Encode(text, 77).Ids);
        PromptChunks.Of((ClipTokenizer)_tokenizers.Value[1], text);
    }

    private static IEnumerable<string> Texts()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Goldens, "tokenizers", "clip_bpe.json")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(entry => entry.GetProperty("text").GetString()!)];
    }
}
