using System.Text.Json;
using Atelier.Imaging.Verification;
using Atelier.Testing;

namespace Atelier.Imaging.Tests.Verification;

public sealed class RecordedCaseTests
{
    private static readonly string Copies = Path.Combine(RepositoryRoot.Path, "tests", "goldens");

    public static TheoryData<string> Cases => [.. new[] { "preprocess", "masks" }
        .SelectMany(folder => Directory.GetFiles(Path.Combine(Copies, folder), "*.json"))
        .Select(path => Path.GetRelativePath(Copies, path)).Order()];

    /// <summary>Every output within the tolerance that its case states; bytes exactly.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_output_agrees(string name)
    {
        var results = ImagingCases.Run(Path.Combine(Copies, name), CaseFile.Load);
        Assert.NotEmpty(results);
        var failed = results.Where(result => !result.Passed).Select(result => $"{result.Output}: {result.MaxAbsoluteError:g4} {result.Note}").ToList();
        if (failed.Count > 0)
            Assert.Fail($"{failed.Count} of {results.Count}:\n{string.Join("\n", failed)}");
    }

    /// <summary>The whole folders beside the checkout, where they are: cases that were added later need no new code.</summary>
    [Fact]
    public void Cases_beside_the_checkout_agree()
    {
        if (RepositoryRoot.Goldens is not { } goldens)
            return;
        foreach (var path in new[] { "preprocess", "masks" }.SelectMany(folder => Directory.GetFiles(Path.Combine(goldens, folder), "*.json")))
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            Assert.True(ImagingCases.CanRun(json.RootElement.GetProperty("component").GetString()!), path);
            Assert.All(ImagingCases.Run(path, CaseFile.Load), result => Assert.True(result.Passed, $"{path}: {result}"));
        }
    }
}
