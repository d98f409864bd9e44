using Atelier.Models.Adapters;
using Atelier.Models.Text.Clip;
using Atelier.Models.Text.Prompts;
using Atelier.Models.Text.Tokenizers.Clip;
using Atelier.Testing;
using Atelier.Torch;

namespace Atelier.Models.Tests.Text.Prompts;

public sealed class LearnedTokensTests : IDisposable
{
    private static readonly ClipTokenizer Clip = ClipTokenizer.Open(Path.Combine(RepositoryRoot.Path, "tests", "goldens", "tokenizers", "bpe_simple_vocab_16e6.txt.gz"));

    private readonly TensorScope _scope = Tensor.Scope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_word_of_ones_own_gets_its_ids_in_any_case_but_not_within_other_words()
    {
        var tokens = new LearnedTokens([new("neg", Tensor.Zeros([2, 4])), new("<cat>", Tensor.Zeros([1, 4]))]);
        var tokenizer = Clip.With(tokens.Words);

        var ids = tokenizer.Pieces(tokens.Expand("(NEG:1.2), <cat>, negative"));

        Assert.Equal([Clip.VocabularySize, Clip.VocabularySize + 1, Clip.VocabularySize + 2], ids.Where(id => id >= Clip.VocabularySize));
        Assert.Equal(Clip.Pieces("negative"), ids[^1..]);
        Assert.Equal("neg neg_1", tokenizer.Decode(ids.Where(id => id >= Clip.VocabularySize).Take(2)));
        Assert.Equal(Clip.VocabularySize + 3, tokenizer.VocabularySize);
    }

    [Fact]
    public void Two_embeddings_of_one_name_and_of_two_encoders_are_refused()
    {
        Assert.Contains("'a'", Assert.Throws<AdapterException>(() => new LearnedTokens([new("a", Tensor.Zeros([1, 4])), new("A", Tensor.Zeros([1, 4]))])).Message);
        Assert.Contains("768", Assert.Throws<AdapterException>(() => new LearnedTokens([new("a", Tensor.Zeros([1, 4])), new("b", Tensor.Zeros([1, 768]))])).Message);
    }

    [Fact]
    public void Appended_rows_answer_as_the_rows_of_the_table_and_move_no_pooled_state()
    {
        using var noGrad = new NoGrad();
        using var generator = new Generator(1);
        using var encoder = new ClipTextModel(new() { VocabSize = 9, HiddenSize = 8, IntermediateSize = 16, NumHiddenLayers = 1, NumAttentionHeads = 2, EosTokenId = ClipTextConfig.LegacyEosTokenId });
        encoder.Initialize(generator);
        var table = encoder.Parameters().First(p => p.Name.EndsWith("token_embedding.weight", StringComparison.Ordinal)).Parameter.Value;
        var expected = encoder.Forward(Tensor.From([7L, 3L, 5L, 8L], 1, 4));

        encoder.AddTokens(Tensor.Cat([table.Narrow(0, 3, 1), table.Narrow(0, 5, 1)]));
        var actual = encoder.Forward(Tensor.From([7L, 9L, 10L, 8L], 1, 4));

        Assert.Equal(expected.LastHiddenState.ToFloats(), actual.LastHiddenState.ToFloats());
        Assert.Equal(expected.Pooled!.ToFloats(), actual.Pooled!.ToFloats());
        Assert.Throws<ArgumentException>(() => encoder.AddTokens(Tensor.Zeros([1, 9])));
    }
}
