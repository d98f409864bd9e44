using Atelier.Models.Formats.Gguf.Verification;
using Atelier.Testing;

namespace Atelier.Models.Tests.Formats.Gguf;

public class GoldenGgufTests
{
    [Theory]
    [InlineData("types.json", 43)]
    [InlineData("hostile.json", 46)]
    public void Every_recorded_file_is_read_or_refused_as_recorded(string file, int count)
    {
        var results = GgufCases.Run(Path.Combine(RepositoryRoot.Path, "tests", "goldens", "gguf", file));

        Assert.Equal(count, results.Count);
        Assert.DoesNotContain(results, result => !result.Passed);
    }

    [Fact]
    public void Every_file_of_the_whole_collection_passes_where_it_lies_beside_the_checkout()
    {
        Assert.SkipWhen(RepositoryRoot.Goldens is null, "no goldens folder beside the checkout");

        var results = Directory.GetFiles(Path.Combine(RepositoryRoot.Goldens, "gguf"), "*.json").SelectMany(GgufCases.Run);

        Assert.DoesNotContain(results, result => !result.Passed);
    }
}
