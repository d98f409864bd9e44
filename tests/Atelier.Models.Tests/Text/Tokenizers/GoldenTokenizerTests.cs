using Atelier.Models.Text.Tokenizers.Verification;
using Atelier.Testing;

namespace Atelier.Models.Tests.Text.Tokenizers;

public class GoldenTokenizerTests
{
    [Theory]
    [InlineData("wordpiece.json", 306)]
    [InlineData("clip_bpe.json", 606)]
    [InlineData("unigram_nmt_nfkc.json", 1000)]
    [InlineData("unigram_byte_fallback.json", 1000)]
    public void Every_recorded_text_gives_the_recorded_ids(string file, int count)
    {
        var results = TokenizerCases.Run(Path.Combine(RepositoryRoot.Path, "tests", "goldens", "tokenizers", file));

        Assert.Equal(count, results.Count);
        Assert.DoesNotContain(results, result => !result.Passed);
    }

    [Fact]
    public void Every_file_of_the_whole_collection_passes_where_it_lies_beside_the_checkout()
    {
        Assert.SkipWhen(RepositoryRoot.Goldens is null, "no goldens folder beside the checkout");

        var results = Directory.GetFiles(Path.Combine(RepositoryRoot.Goldens, "tokenizers"), "*.json").SelectMany(TokenizerCases.Run);

        Assert.DoesNotContain(results, result => !result.Passed);
    }
}
