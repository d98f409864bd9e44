using Atelier.Diffusion.Verification;
using Atelier.Models.Verification;
using Atelier.Systems.Verification;
using Atelier.Testing;
using Atelier.Torch.Verification;

namespace Atelier.Systems.Tests;

public class GoldenSystemTests
{
    private static readonly IReadOnlyList<ICaseRunner> Runners = [.. SystemCases.All, .. ModelCases.All, .. DiffusionCases.All];

    [Theory]
    [InlineData("diffloss", 5)]
    [InlineData("mar", 4)]
    [InlineData("wan", 3)]
    [InlineData("dyartbank", 3)]
    [InlineData("ominicontrol", 4)]
    [InlineData("ominicontrol2", 4)]
    public void Recorded_cases_of_the_repository_pass(string folder, int atLeast) =>
        AssertPass(Path.Combine(RepositoryRoot.Path, "tests", "goldens", folder), atLeast);

    [Theory]
    [InlineData("sd_pipeline")]
    [InlineData("diffloss")]
    [InlineData("mar")]
    [InlineData("wan")]
    [InlineData("cogvideox")]
    [InlineData("ominicontrol2")]
    [InlineData("dyartbank")]
    [InlineData("ominicontrol")]
    [InlineData("flux_pipeline")]
    [InlineData("feature_cache")]
    public void Every_case_of_the_whole_collection_passes_where_it_lies_beside_the_checkout(string folder)
    {
        Assert.SkipWhen(RepositoryRoot.Goldens is null, "no goldens folder beside the checkout");
        AssertPass(Path.Combine(RepositoryRoot.Goldens, folder), 1);
    }

    [Theory]
    [InlineData("omnipaint/insertion")]
    [InlineData("omnipaint/removal")]
    [InlineData("omnipaint/removal_condition_scale")]
    [InlineData("omnipaint/removal_latent_lora")]
    [InlineData("omnipaint/lora_file")]
    public void Condition_cases_pass_where_they_lie_beside_the_checkout(string name)
    {
        Assert.SkipWhen(RepositoryRoot.Goldens is null, "no goldens folder beside the checkout");
        AssertPass(Path.Combine(RepositoryRoot.Goldens, $"{name}.json"), 1);
    }

    private static void AssertPass(string folder, int atLeast)
    {
        var results = new Verifier(Runners).Run(folder, TestContext.Current.CancellationToken).ToArray();
        Assert.True(results.Length >= atLeast, $"{results.Length} cases in {folder}");
        var failed = results.Where(r => r.Status != CaseStatus.Passed).Select(r =>
            $"{Path.GetFileName(r.Path)} {r.Status}: {string.Join("; ", r.Checks.Where(c => !c.Passed).Take(6))}").ToArray();
        Assert.True(failed.Length == 0, string.Join('\n', failed));
    }
}
