namespace Atelier.Cli.Diagnosis;

/// <summary>The JSON of <c>atelier doctor</c>.</summary>
internal sealed record DoctorReport(int Problems, IReadOnlyList<Finding> Findings);
