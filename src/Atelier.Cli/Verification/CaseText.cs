using Atelier.Torch.Verification;

namespace Atelier.Cli.Verification;

/// <summary>Shows a verified case as lines.</summary>
internal static class CaseText
{
    /// <summary>The verdict of a case and its outputs with their worst errors; where <paramref name="brief"/>, only those that failed.</summary>
    public static void Write(TextWriter writer, CaseResult result, string name, bool brief)
    {
        if (brief && result.Status != CaseStatus.Failed)
            return;
        writer.WriteLine($"{Verdict(result.Status)}  {name}  {result.Component}{Worst(result)}");
        foreach (var check in result.Checks.Where(check => !brief || !check.Passed))
        {
            var verdict = check.Skipped ? "skip" : check.Passed ? "pass" : "FAIL";
            var message = check.Message.Length > 0 ? $"  {check.Message}" : "";
            writer.WriteLine($"        {verdict}  {check.Output}  abs {check.Absolute:0.0e+00}  rel {check.Relative:0.0e+00}{message}");
        }
    }

    private static string Verdict(CaseStatus status) => status switch
    {
        CaseStatus.Passed => "pass",
        CaseStatus.Failed => "FAIL",
        _ => "????",
    };

    private static string Worst(CaseResult result) => result.Checks.Count == 0
        ? ""
        : $"  worst abs {result.Checks.Max(check => check.Absolute):0.0e+00}  rel {result.Checks.Max(check => check.Relative):0.0e+00}";
}
