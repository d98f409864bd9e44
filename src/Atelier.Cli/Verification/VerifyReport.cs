using Atelier.Torch.Verification;

namespace Atelier.Cli.Verification;

/// <summary>The JSON of <c>atelier verify</c>.</summary>
internal sealed record VerifyReport(int Passed, int Failed, IReadOnlyList<string> UnknownComponents, IReadOnlyList<VerifiedCase> Cases)
{
    public static VerifyReport Of(IReadOnlyCollection<CaseResult> results, string root) => new(
        results.Count(result => result.Status == CaseStatus.Passed),
        results.Count(result => result.Status == CaseStatus.Failed),
        Unknown(results),
        [.. results.Select(result => VerifiedCase.Of(result, root))]);

    /// <summary>The components that no runner knows.</summary>
    public static string[] Unknown(IEnumerable<CaseResult> results) =>
        [.. results.Where(result => result.Status == CaseStatus.Unknown).Select(result => result.Component).Distinct().Order(StringComparer.Ordinal)];
}
