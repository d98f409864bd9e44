using System.Text.Json;

namespace Atelier.Torch.Verification;

/// <summary>Runs every recorded case below a folder with the runners that know it.</summary>
/// <param name="runners">Asked in order; the first that knows a case runs it.</param>
public sealed class Verifier(IReadOnlyList<ICaseRunner> runners)
{
    /// <summary>Runs the cases, in order of their paths.</summary>
    /// <param name="path">A folder, or one JSON file.</param>
    /// <param name="cancellation">Takes effect between two cases.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder or file.</exception>
    public IEnumerable<CaseResult> Run(string path, CancellationToken cancellation = default)
    {
        foreach (var file in Files(path))
        {
            cancellation.ThrowIfCancellationRequested();
            if (RunOne(file) is { } result)
                yield return result;
        }
    }

    private static IEnumerable<string> Files(string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new DirectoryNotFoundException($"'{path}' is neither a folder nor a file.");
        return Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
    }

    private CaseResult? RunOne(string file)
    {
        GoldenCase golden;
        try
        {
            golden = GoldenCase.Open(file);
        }
        catch (JsonException)
        {
            // Folders of hostile files hold JSON that is broken on purpose; a manifest names what must come of it.
            return null;
        }

        using (golden)
        {
            var runner = runners.FirstOrDefault(r => r.Knows(golden));
            if (runner is null)
                return golden.Component.Length == 0 ? null : new(file, golden.Component, CaseStatus.Unknown, []);
            using var scope = Tensor.Scope();
            var report = new CaseReport(golden);
            try
            {
                runner.Run(golden, report);
                report.Close();
            }
            catch (Exception error)
            {
                report.Check("run", false, $"{error.GetType().Name}: {error.Message}");
                report.Explain();
            }

            return new(file, golden.Component, report.Passed ? CaseStatus.Passed : CaseStatus.Failed, report.Checks);
        }
    }
}
