using Atelier.Models.Text.Tokenizers;
using Atelier.Models.Text.Tokenizers.WordPiece;
using Atelier.Testing;

namespace Atelier.Models.Tests.Text.Tokenizers;

public class WordPieceTokenizerTests
{
    private static readonly WordPieceTokenizer Bert =
        WordPieceTokenizer.Open(Path.Combine(RepositoryRoot.Path, "tests", "goldens", "pretrained", "minilm"));

    [Fact]
    public void A_text_that_is_too_long_keeps_both_ends()
    {
        var padded = Bert.Encode("a red cube to the left of a blue sphere", 6);

        Assert.True(padded.Truncated);
        Assert.Equal([101, 1037, 2417, 14291, 2000, 102], padded.Ids);
        Assert.Equal([1, 1, 1, 1, 1, 1], padded.Mask);
    }

    [Fact]
    public void A_short_text_is_filled_up()
    {
        var padded = Bert.Encode("a red cube", 8);

        Assert.False(padded.Truncated);
        Assert.Equal([101, 1037, 2417, 14291, 102, 0, 0, 0], padded.Ids);
        Assert.Equal([1, 1, 1, 1, 1, 0, 0, 0], padded.Mask);
        Assert.Throws<ArgumentOutOfRangeException>(() => Bert.Encode("a", 1));
    }

    [Fact]
    public void Decoding_glues_pieces_and_leaves_the_frame_out()
    {
        Assert.Equal("a photo of huggingface [UNK]", Bert.Decode([.. Bert.Encode("A photo of HuggingFace \uFFFF"), 0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bert.Decode([30522]));
    }

    [Fact]
    public void Lone_surrogates_are_no_error() => Assert.Equal([101, 1037, 1038, 102], Bert.Encode("a \uD800 b"));

    [Fact]
    public void Bad_vocabularies_are_refused()
    {
        Assert.Throws<TokenizerException>(() => WordPieceTokenizer.Parse("[PAD]\n[UNK]\n[CLS]\n"u8));
        Assert.Throws<TokenizerException>(() => WordPieceTokenizer.Parse("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\na\n"u8));
        Assert.Throws<TokenizerException>(() => WordPieceTokenizer.Parse([0xFF, 0xFE]));
    }
}
