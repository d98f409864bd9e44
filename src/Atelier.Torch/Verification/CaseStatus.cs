namespace Atelier.Torch.Verification;

/// <summary>What came of a recorded case.</summary>
public enum CaseStatus
{
    /// <summary>All outputs are within tolerance.</summary>
    Passed,

    /// <summary>An output is off, missing, or the run failed.</summary>
    Failed,

    /// <summary>No runner knows the component.</summary>
    Unknown,
}
