using Atelier.Testing;
using Atelier.Torch.Safetensors.Verification;

namespace Atelier.Torch.Tests.Safetensors;

public class GoldenSafetensorsTests
{
    [Fact]
    public void Every_recorded_file_is_read_or_refused_as_recorded()
    {
        var results = SafetensorsCases.Run(Path.Combine(RepositoryRoot.Path, "tests", "goldens", "safetensors", "manifest.json"));

        Assert.True(results.Count >= 125);
        Assert.DoesNotContain(results, result => !result.Passed);
    }

    [Fact]
    public void Every_file_of_the_whole_collection_passes_where_it_lies_beside_the_checkout()
    {
        Assert.SkipWhen(RepositoryRoot.Goldens is null, "no goldens folder beside the checkout");

        Assert.DoesNotContain(
            SafetensorsCases.Run(Path.Combine(RepositoryRoot.Goldens, "safetensors", "manifest.json")),
            result => !result.Passed);
    }
}
