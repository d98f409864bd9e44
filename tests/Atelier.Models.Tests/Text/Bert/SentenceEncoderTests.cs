using Atelier.Models.Text.Bert;
using Atelier.Models.Text.Tokenizers.WordPiece;
using Atelier.Torch;

namespace Atelier.Models.Tests.Text.Bert;

public class SentenceEncoderTests
{
    private static readonly string[] Vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "red", "ball", "box"];

    [Fact]
    public void Rows_are_filled_up_with_zeros_and_masked()
    {
        using var scope = Tensor.Scope();
        using var encoder = Random();

        var states = encoder.Encode(["a red ball", "box"], length: 6);

        Assert.Equal([2, 6, 8], states.Tokens.Shape);
        Assert.Equal([1, 1, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0], states.Mask.ToFloats());
        Assert.All(states.Tokens.Select(0, 1).Narrow(0, 3, 3).ToFloats(), value => Assert.Equal(0, value));
        Assert.All(states.Pooled.Norm(2, [1]).ToFloats(), length => Assert.Equal(1, length, 1e-5));
    }

    [Fact]
    public void A_prompt_has_the_same_states_whatever_stands_beside_it()
    {
        using var scope = Tensor.Scope();
        using var together = Random();
        using var alone = Random();

        var batch = together.Encode(["a red ball", "box"]).Tokens.Select(0, 1).Narrow(0, 0, 3);

        Assert.Equal(alone.Encode(["box"]).Tokens.Select(0, 0).ToFloats(), batch.ToFloats());
    }

    [Fact]
    public void Forgetting_changes_no_answer()
    {
        using var scope = Tensor.Scope();
        using var encoder = Random(capacity: 1);
        string[] prompts = ["a red ball", "box", "a red ball", "a box"];

        var first = encoder.Encode(prompts).Tokens.ToFloats();

        Assert.Equal(first, encoder.Encode(prompts).Tokens.ToFloats());
    }

    [Fact]
    public void Long_prompts_keep_their_end_mark()
    {
        using var scope = Tensor.Scope();
        using var encoder = Random(maxLength: 4);

        Assert.Equal(encoder.Encode(["a red"]).Tokens.ToFloats(), encoder.Encode(["a red ball box"]).Tokens.ToFloats());
    }

    [Fact]
    public void A_length_below_the_longest_prompt_is_refused()
    {
        using var encoder = Random();

        Assert.Contains("5 tokens", Assert.Throws<ArgumentException>(() => encoder.Encode(["a red ball"], length: 3)).Message);
        Assert.Throws<ArgumentException>(() => encoder.Encode([]));
    }

    [Fact]
    public void A_tokenizer_of_another_vocabulary_is_refused()
    {
        using var model = new BertModel(new BertConfig { VocabSize = 100 });

        Assert.Throws<ArgumentException>(() => new SentenceEncoder(model, new WordPieceTokenizer(Vocabulary)));
    }

    private static SentenceEncoder Random(int maxLength = 12, int capacity = 16)
    {
        using var generator = new Generator(1);
        var model = new BertModel(
            new BertConfig { VocabSize = 9, HiddenSize = 8, NumHiddenLayers = 2, NumAttentionHeads = 2, IntermediateSize = 12, MaxPositionEmbeddings = 12 },
            pooler: false);
        model.Initialize(generator);
        return new(model, new WordPieceTokenizer(Vocabulary), maxLength, capacity);
    }
}
