using System.Text;
using Atelier.Models.Text.Tokenizers;
using Atelier.Models.Text.Tokenizers.SentencePiece;

namespace Atelier.Fuzzing.Targets;

internal sealed class TokenizerJsonTarget : FuzzTarget
{
    public override string Name => "tokenizer-json";

    public override Type Refusal => typeof(TokenizerException);

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Encoding.UTF8.GetBytes("""
            {"added_tokens":[{"id":0,"content":"<pad>","special":true},{"id":1,"content":"</s>"},{"id":2,"content":"<unk>"},{"id":7,"content":"<extra_id_0>"}],
             "normalizer":{"type":"Sequence","normalizers":[{"type":"Precompiled","precompiled_charsmap":"CAAAAAEAAAAAAACAYQBiAA=="},{"type":"Strip","strip_left":false,"strip_right":true},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":"\u2581"}]},
             "pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"always","split":true}]},
             "model":{"type":"Unigram","unk_id":2,"byte_fallback":false,"vocab":[["<pad>",0.0],["</s>",0.0],["<unk>",0.0],["\u2581",-2.5],["\u2581red",-3.0],["r",-4.0],["ed",-4.25]]}}
            """),
        """{"normalizer":null,"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"first"},"model":{"unk_id":0,"vocab":[["<unk>",0],["<pad>",0],["</s>",0],["a",-1],["▁a",-2]]}}"""u8.ToArray(),
    ];

    public override byte[] Mutate(Random random, byte[] input, byte[] other) => JsonMutations.Mutate(random, input, other);

    public override void Read(byte[] input)
    {
        var tokenizer = T5Tokenizer.ParseJson(input);
        tokenizer.Decode(tokenizer.Encode("two  red cubes <extra_id_0>\u0085 a\u0301 "));
    }
}
