using Atelier.Diffusion.Verification;
using Atelier.Testing;
using Atelier.Torch.Verification;

namespace Atelier.Diffusion.Tests;

public class GoldenDiffusionTests
{
    [Theory]
    [InlineData("flow_match", 19)]
    [InlineData("schedulers", 36)]
    public void Recorded_cases_of_the_repository_pass(string folder, int atLeast) =>
        AssertPass(Path.Combine(RepositoryRoot.Path, "tests", "goldens", folder), atLeast);

    [Theory]
    [InlineData("flow_match")]
    [InlineData("schedulers")]
    [InlineData("diffloss/diffusion_tables.json")]
    [InlineData("cogvideox/ddim_2b.json")]
    [InlineData("cogvideox/ddim_leading_no_rescale.json")]
    [InlineData("cogvideox/dpm_5b.json")]
    [InlineData("wan/unipc_shift_3_steps_6.json")]
    [InlineData("wan/unipc_shift_5_steps_8_order_3.json")]
    [InlineData("wan/unipc_bh1_no_corrector_first.json")]
    public void Every_case_of_the_whole_collection_passes_where_it_lies_beside_the_checkout(string folder)
    {
        Assert.SkipWhen(RepositoryRoot.Goldens is null, "no goldens folder beside the checkout");
        AssertPass(Path.Combine(RepositoryRoot.Goldens, folder), 1);
    }

    private static void AssertPass(string folder, int atLeast)
    {
        var results = new Verifier(DiffusionCases.All).Run(folder, TestContext.Current.CancellationToken).ToArray();
        Assert.True(results.Length >= atLeast, $"{results.Length} cases in {folder}");
        var failed = results.Where(r => r.Status != CaseStatus.Passed).Select(r =>
            $"{Path.GetFileName(r.Path)} {r.Status}: {string.Join("; ", r.Checks.Where(c => !c.Passed).Take(6))}").ToArray();
        Assert.True(failed.Length == 0, string.Join('\n', failed));
    }
}
