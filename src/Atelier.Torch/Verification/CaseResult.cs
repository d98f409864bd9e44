namespace Atelier.Torch.Verification;

/// <summary>One case after its run.</summary>
/// <param name="Path">Its JSON file.</param>
/// <param name="Component">What of the reference it records.</param>
/// <param name="Status">Passed, failed or unknown.</param>
/// <param name="Checks">Per output.</param>
public sealed record CaseResult(string Path, string Component, CaseStatus Status, IReadOnlyList<OutputCheck> Checks);
