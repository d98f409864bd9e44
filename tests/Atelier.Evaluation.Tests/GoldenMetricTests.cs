using Atelier.Evaluation.Verification;
using Atelier.Testing;
using Atelier.Torch.Verification;

namespace Atelier.Evaluation.Tests;

public class GoldenMetricTests
{
    [Fact]
    public void Recorded_cases_of_the_repository_pass() => AssertPass(Path.Combine(RepositoryRoot.Path, "tests", "goldens", "metrics"));

    [Fact]
    public void Every_case_of_the_whole_collection_passes_where_it_lies_beside_the_checkout()
    {
        Assert.SkipWhen(RepositoryRoot.Goldens is null, "no goldens folder beside the checkout");
        AssertPass(Path.Combine(RepositoryRoot.Goldens, "metrics"));
    }

    private static void AssertPass(string folder)
    {
        var results = new Verifier(EvaluationCases.All).Run(folder, TestContext.Current.CancellationToken).ToArray();
        Assert.True(results.Length >= 23, $"{results.Length} cases in {folder}");
        var failed = results.Where(r => r.Status != CaseStatus.Passed).Select(r =>
            $"{Path.GetFileName(r.Path)} {r.Status}: {string.Join("; ", r.Checks.Where(c => !c.Passed).Take(6))}").ToArray();
        Assert.True(failed.Length == 0, string.Join('\n', failed));
    }
}
