using Atelier.Models.Text.Tokenizers;
using Atelier.Models.Text.Tokenizers.WordPiece;

namespace Atelier.Fuzzing.Targets;

internal sealed class VocabularyTarget : FuzzTarget
{
    public override string Name => "vocabulary";

    public override Type Refusal => typeof(TokenizerException);

    public override IReadOnlyList<byte[]> Seeds { get; } = ["[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nred\n##s\ncube\n,\n\u00E9\n##e\n"u8.ToArray(), "[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\n[MASK]\r\na\r\n##\r\n"u8.ToArray()];

    public override void Read(byte[] input)
    {
        var tokenizer = WordPieceTokenizer.Parse(input);
        tokenizer.Decode(tokenizer.Encode("two red cubes, [MASK] caf\u00E9 \uD800"));
    }
}
