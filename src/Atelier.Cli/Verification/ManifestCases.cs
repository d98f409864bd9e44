using Atelier.Torch.Verification;

namespace Atelier.Cli.Verification;

/// <summary>Runs a manifest of files or texts as one case; every entry is one check.</summary>
/// <param name="knows">Whether a JSON file is such a manifest.</param>
/// <param name="run">Runs all its entries, by the path of the manifest.</param>
internal sealed class ManifestCases(Func<GoldenCase, bool> knows, Func<string, IReadOnlyList<ManifestResult>> run) : ICaseRunner
{
    public bool Knows(GoldenCase golden) => knows(golden);

    public void Run(GoldenCase golden, CaseReport report)
    {
        foreach (var result in run(golden.Path))
            report.Check(result.Name, result.Passed, result.Message);
        // The entries speak for the tensors that are recorded beside the manifest.
        foreach (var output in golden.Outputs)
            report.Skip(output, "compared as an entry");
    }
}
