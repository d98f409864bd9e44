using System.CommandLine;
using Atelier.Cli.Diagnosis;
using Atelier.Cli.Shell;

namespace Atelier.Cli.Commands;

/// <summary>Looks at the machine and says what to do about each problem.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Look at this machine: libtorch, BLAS and its speed, GPUs, codecs, models, disk");
        command.SetAction(parsed =>
        {
            var terminal = Terminal.Of(parsed);
            Finding[] findings = [.. Examination.Run(CheckoutRoot.Find())];
            var report = new DoctorReport(findings.Count(finding => finding.Level == FindingLevel.Problem), findings);
            if (CommonOptions.IsJson(parsed))
            {
                CliJson.Write(terminal.Output, report, CliJson.Default.DoctorReport);
                return ExitCode.Done;
            }

            terminal.Write(DoctorText.Table(findings));
            terminal.Output.WriteLine(report.Problems == 0 ? "No problems." : $"{report.Problems} problem(s).");
            return ExitCode.Done;
        });
        return command;
    }
}
