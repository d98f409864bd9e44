using System.CommandLine;
using Atelier.Cli.Shell;
using Atelier.Cli.Verification;
using Atelier.Torch.Verification;

namespace Atelier.Cli.Commands;

/// <summary>Repeats recorded cases of reference libraries and compares number by number.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("DIR") { Description = "Folder of recorded cases (searched with all below it), or one case's JSON file" };
        var command = new Command("verify", "Run recorded reference cases and compare every output") { path };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(path), CommonOptions.IsJson(parsed), Terminal.Of(parsed), cancellation)));
        return command;
    }

    private static int Run(string path, bool json, Terminal terminal, CancellationToken cancellation)
    {
        var root = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        var results = new List<CaseResult>();
        foreach (var result in new Verifier(CaseRunners.All).Run(path, cancellation))
        {
            results.Add(result);
            if (!json)
                CaseText.Write(terminal.Output, result, Path.GetRelativePath(root, result.Path), terminal.IsQuiet);
        }

        if (results.Count == 0)
            throw new UsageException($"'{path}' holds no recorded case: a case is a .json file with a 'component', or a manifest of files.");
        var report = VerifyReport.Of(results, root);
        if (json)
            CliJson.Write(terminal.Output, report, CliJson.Default.VerifyReport);
        else
            Summarise(report, results, terminal.Output);
        return report.Failed == 0 ? ExitCode.Done : ExitCode.Failure;
    }

    private static void Summarise(VerifyReport report, List<CaseResult> results, TextWriter output)
    {
        foreach (var component in report.UnknownComponents)
            output.WriteLine($"unknown component: {component} ({results.Count(result => result.Component == component)} cases)");
        output.WriteLine($"{report.Passed} cases passed, {report.Failed} failed, {results.Count - report.Passed - report.Failed} of unknown components");
    }
}
