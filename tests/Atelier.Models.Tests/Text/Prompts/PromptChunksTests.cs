using Atelier.Models.Text.Prompts;
using Atelier.Models.Text.Tokenizers.Clip;
using Atelier.Testing;

namespace Atelier.Models.Tests.Text.Prompts;

public class PromptChunksTests
{
    private static readonly string Merges = Path.Combine(
        RepositoryRoot.Path, "tests", "goldens", "tokenizers", "bpe_simple_vocab_16e6.txt.gz");

    private static readonly ClipTokenizer Clip = ClipTokenizer.Open(Merges);

    [Fact]
    public void A_short_prompt_is_one_window_with_its_weights()
    {
        var chunk = Assert.Single(PromptChunks.Of(Clip, "a (red:1.5) cube"));

        Assert.Equal(Clip.Encode("a red cube", 77).Ids, chunk.Ids);
        Assert.Equal([1, 1, 1.5f, 1, 1], chunk.Weights[..5]);
        Assert.All(chunk.Weights[5..], weight => Assert.Equal(1, weight));
    }

    [Fact]
    public void A_full_window_breaks_after_a_near_comma()
    {
        var prompt = string.Join(' ', Enumerable.Repeat("red", 60)) + ", " + string.Join(' ', Enumerable.Repeat("blue", 20));

        var chunks = PromptChunks.Of(Clip, prompt);
        var without = PromptChunks.Of(Clip, prompt, commaBacktrack: 0);

        Assert.Equal([61, 20], chunks.Select(Pieces));
        Assert.Equal([75, 6], without.Select(Pieces));
    }

    [Fact]
    public void A_far_comma_does_not_count_and_a_comma_at_the_border_moves_nothing()
    {
        Assert.Equal([75, 6], PromptChunks.Of(Clip, Words(54) + "," + Words(26)).Select(Pieces));
        Assert.Equal([75, 2], PromptChunks.Of(Clip, Words(75) + "," + Words(1)).Select(Pieces));
        Assert.Equal([75], PromptChunks.Of(Clip, Words(75)).Select(Pieces));
    }

    [Fact]
    public void Break_ends_a_window_and_extending_adds_empty_ones()
    {
        var chunks = PromptChunks.Of(Clip, "red BREAK blue");
        var extended = PromptChunks.Extend(Clip, chunks, 3);

        Assert.Equal([1, 1], chunks.Select(Pieces));
        Assert.Equal([1, 1, 0], extended.Select(Pieces));
        Assert.Equal(Clip.Encode("", 77).Ids, extended[2].Ids);
    }

    [Fact]
    public void Another_padding_id_follows_the_first_end()
    {
        var padded = ClipTokenizer.Open(Merges, padId: 0);

        Assert.Equal([49406, 736, 49407, 0, 0], PromptChunks.Of(padded, "red")[0].Ids[..5]);
    }

    private static string Words(int count) => string.Join(' ', Enumerable.Repeat("red", count));

    private static int Pieces(PromptChunk chunk) => Array.IndexOf(chunk.Ids, Clip.EndId!.Value) - 1;
}
