using Atelier.Models.Verification;
using Atelier.Testing;
using Atelier.Torch.Verification;

namespace Atelier.Models.Tests.Verification;

public class GoldenImageNetworkTests
{
    /// <summary>Folders whose every case is a network's that makes images, or a layer's; false where only the copied ones are.</summary>
    public static TheoryData<string, bool> Folders { get; } = new()
    {
        { "attention_adapters", true },
        { "controlnet", true },
        { "flux_autoencoder", true },
        { "flux_bfl", true },
        { "flux_lora", true },
        { "flux_transformer", true },
        { "primitives", true },
        { "sd_ldm", true },
        { "sd_lora", true },
        { "streams", false },
        { "unet", true },
    };

    [Theory]
    [MemberData(nameof(Folders))]
    public void Networks_answer_as_the_reference(string folder, bool whole)
    {
        string?[] roots = [Path.Combine(RepositoryRoot.Path, "tests", "goldens"), whole ? RepositoryRoot.Goldens : null];
        var paths = roots.OfType<string>().Select(root => Path.Combine(root, folder)).Where(Directory.Exists);

        var results = paths.SelectMany(path => new Verifier(ModelCases.All).Run(path)).ToArray();

        Assert.NotEmpty(results);
        var failed = results.Where(result => result.Status != CaseStatus.Passed).Select(Describe).ToArray();
        Assert.True(failed.Length == 0, string.Join("\n", failed));
    }

    private static string Describe(CaseResult result) =>
        $"{result.Path} {result.Status}: {string.Join("; ", result.Checks.Where(c => !c.Passed).Select(c => $"{c.Output} off by {c.Absolute:g3} {c.Message}"))}";
}
