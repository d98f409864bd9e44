using Atelier.Models.Verification;
using Atelier.Testing;
using Atelier.Torch.Verification;

namespace Atelier.Models.Tests.Verification;

public class GoldenModelTests
{
    /// <summary>Folders whose every case is a network's.</summary>
    public static TheoryData<string> Folders { get; } = ["bert", "t5", "clip_text", "clip_vision", "siglip", "redux", "dinov2", "depth", "video_autoencoder"];

    /// <summary>Folders whose every case is a network's and of which nothing is copied.</summary>
    public static TheoryData<string> OutsideFolders { get; } = ["sd3", "pixart", "streams"];

    /// <summary>Folders with a network's cases beside those of samplers and pipelines.</summary>
    public static TheoryData<string> MixedFolders { get; } = ["wan", "cogvideox"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Networks_answer_as_the_reference(string folder)
    {
        Assert.DoesNotContain(Run(folder), result => result.Status == CaseStatus.Unknown);
    }

    [Theory]
    [MemberData(nameof(OutsideFolders))]
    public void Networks_answer_as_the_reference_where_its_cases_lie_beside_the_checkout(string folder)
    {
        Assert.SkipWhen(RepositoryRoot.Goldens is null, "no goldens folder beside the checkout");
        Assert.DoesNotContain(Run(folder), result => result.Status == CaseStatus.Unknown);
    }

    [Theory]
    [MemberData(nameof(MixedFolders))]
    public void Networks_answer_as_the_reference_beside_other_cases(string folder)
    {
        Assert.Contains(Run(folder), result => result.Status == CaseStatus.Passed);
    }

    private static CaseResult[] Run(string folder)
    {
        var copied = Path.Combine(RepositoryRoot.Path, "tests", "goldens", folder);
        var whole = RepositoryRoot.Goldens is { } goldens ? Path.Combine(goldens, folder) : copied;
        var paths = new[] { copied, whole }.Distinct().Where(Directory.Exists);

        var results = paths.SelectMany(path => new Verifier(ModelCases.All).Run(path)).ToArray();

        Assert.NotEmpty(results);
        var failed = results.Where(result => result.Status == CaseStatus.Failed).Select(Describe).ToArray();
        Assert.True(failed.Length == 0, string.Join("\n", failed));
        return results;
    }

    private static string Describe(CaseResult result) =>
        $"{result.Path} {result.Status}: {string.Join("; ", result.Checks.Where(c => !c.Passed).Select(c => $"{c.Output} off by {c.Absolute:g3} {c.Message}"))}";
}
