using System.Text;
using Atelier.Models.Text.Tokenizers;
using Atelier.Models.Text.Tokenizers.Clip;
using Atelier.Testing;
using FsCheck.Xunit;

namespace Atelier.Models.Tests.Text.Tokenizers;

public class ClipTokenizerTests
{
    private static readonly string Path = System.IO.Path.Combine(
        RepositoryRoot.Path, "tests", "goldens", "tokenizers", "bpe_simple_vocab_16e6.txt.gz");

    private static readonly ClipTokenizer Clip = ClipTokenizer.Open(Path);
    private static readonly ClipTokenizer Original = ClipTokenizer.Open(Path, ClipTextCleaning.Original);

    [Fact]
    public void A_long_prompt_keeps_76_ids_and_the_end()
    {
        var padded = Clip.Encode(string.Join(' ', Enumerable.Repeat("red", 100)), ClipTokenizer.ContextLength);

        Assert.True(padded.Truncated);
        Assert.Equal(77, padded.Ids.Length);
        Assert.Equal((49406, 49407), (padded.Ids[0], padded.Ids[^1]));
    }

    [Fact]
    public void Decoding_restores_cleaned_text() =>
        Assert.Equal("a photo of caf\u00E9 , 8 k \U0001F600", Clip.Decode([.. Clip.Encode("A photo  of cafe\u0301, 8k \U0001F600"), 49407, 49407]));

    [Fact]
    public void A_very_long_word_takes_a_moment_only()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var count = Clip.Pieces(new string('x', 300_000)).Length;

        Assert.True(count > 1000);
        Assert.True(watch.ElapsedMilliseconds < 10_000, $"took {watch.ElapsedMilliseconds} ms");
    }

    [Property(MaxTest = 300)]
    public bool Any_text_survives_both_cleanings(string? text)
    {
        return Clip.Encode(text ?? "").All(id => id < Clip.VocabularySize) && Original.Encode(text ?? "")[^1] == Original.EndId;
    }

    [Theory]
    [InlineData("#version\na b c\n")]
    [InlineData("#version\nzz yy\n")]
    [InlineData("#version\na b\na b\n")]
    public void Bad_merges_are_refused(string text) => Assert.Throws<TokenizerException>(() => ClipTokenizer.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Broken_gzip_is_refused() => Assert.Throws<TokenizerException>(() => ClipTokenizer.Parse([0x1F, 0x8B, 1, 2, 3]));
}
