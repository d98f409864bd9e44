using Atelier.Testing;
using Atelier.Torch.Verification;
using Atelier.Training.Verification;

namespace Atelier.Training.Tests;

public sealed class GoldenTrainingTests
{
    public static TheoryData<string> Cases() =>
        [.. Directory.EnumerateFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(RepositoryRoot.Path, "tests", "goldens", "training");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_recorded_output_is_met(string name)
    {
        var result = Assert.Single(new Verifier(TrainingCases.All).Run(Path.Combine(Folder, $"{name}.json"), TestContext.Current.CancellationToken));
        Assert.True(
            result.Status == CaseStatus.Passed,
            $"{result.Status}: {string.Join("; ", result.Checks.Where(c => !c.Passed).Select(c => $"{c.Output} {c.Absolute:g3} {c.Message}"))}");
    }
}
