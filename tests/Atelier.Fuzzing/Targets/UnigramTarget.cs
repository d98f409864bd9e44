using Atelier.Models.Text.Tokenizers;
using Atelier.Models.Text.Tokenizers.SentencePiece;

namespace Atelier.Fuzzing.Targets;

/// <summary>SentencePiece models, cut down to few pieces and without the large charsmap in most seeds.</summary>
internal sealed class UnigramTarget : FuzzTarget
{
    public override string Name => "unigram";

    public override Type Refusal => typeof(TokenizerException);

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. Files("tokenizers", "*.model").SelectMany(Cut)];

    public override byte[] Mutate(Random random, byte[] input, byte[] other)
    {
        var fields = Protobuf.Split(input);
        if (fields.Count == 0 || random.Next(3) == 0)
            return ByteMutations.Mutate(random, input, other);

        // One field's content, with its length put right; or a field more or less.
        var index = random.Next(fields.Count);
        switch (random.Next(6))
        {
            case 0: fields.RemoveAt(index); break;
            case 1: fields.Insert(random.Next(fields.Count), fields[index]); break;
            default: fields[index] = fields[index] with { Content = ByteMutations.Mutate(random, fields[index].Content, other) }; break;
        }

        return Protobuf.Join(fields);
    }

    public override void Read(byte[] input)
    {
        const string Text = "two red cubes \u00C5\uFB01\uFF21 <0x41> </s> \U0001F600 caf\u00E9 \u2581x";
        var tokenizer = SentencePieceTokenizer.Parse(input);
        tokenizer.Decode(tokenizer.Pieces(Text));
        tokenizer.Decode(Enumerable.Range(0, tokenizer.VocabularySize));
        var t5 = T5Tokenizer.ParseModel(input);
        t5.Decode(t5.Encode(Text));
    }

    // All, every sixth piece, and the same without normalisation: small seeds are changed in more telling places.
    private static IEnumerable<byte[]> Cut(byte[] model)
    {
        var fields = Protobuf.Split(model);
        var few = fields.Where((field, index) => field.Number != 1 || index < 6 || index % 6 == 0).ToList();
        yield return model;
        yield return Protobuf.Join(few);
        yield return Protobuf.Join([.. few.Where(field => field.Number != 3)]);
        yield return Protobuf.Join([.. fields.Where(field => field.Number != 3)]);
    }
}
