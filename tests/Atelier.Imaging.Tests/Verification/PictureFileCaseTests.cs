using Atelier.Imaging.Verification;
using Atelier.Testing;

namespace Atelier.Imaging.Tests.Verification;

public sealed class PictureFileCaseTests
{
    [Fact]
    public void Every_file_comes_out_as_its_manifest_says()
    {
        var folder = Path.Combine(RepositoryRoot.Path, "tests", "goldens", "image_files");
        var results = ImagingCases.RunFiles(folder, CaseFile.Load);
        Assert.Equal(119, results.Count);
        var failed = results.Where(result => !result.Passed).Select(result => $"{result.Output}: {result.Note} ({result.MaxAbsoluteError})").ToList();
        if (failed.Count > 0)
            Assert.Fail(string.Join("\n", failed));
    }
}
