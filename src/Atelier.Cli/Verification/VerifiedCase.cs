using Atelier.Torch.Verification;

namespace Atelier.Cli.Verification;

/// <summary>One case in the JSON of <c>atelier verify</c>.</summary>
internal sealed record VerifiedCase(string Case, string Component, string Status, IReadOnlyList<OutputCheck> Outputs)
{
    public static VerifiedCase Of(CaseResult result, string root) => new(
        Path.GetRelativePath(root, result.Path),
        result.Component,
        result.Status switch { CaseStatus.Passed => "passed", CaseStatus.Failed => "failed", _ => "unknown" },
        [.. result.Checks.Select(Finite)]);

    // JSON knows no infinity and no not-a-number.
    private static OutputCheck Finite(OutputCheck check) => check with { Absolute = Finite(check.Absolute), Relative = Finite(check.Relative) };

    private static double Finite(double value) => double.IsFinite(value) ? value : double.MaxValue;
}
