namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>How conditions take part in a step that is timed.</summary>
public enum SpeedMode
{
    /// <summary>There are none.</summary>
    None,

    /// <summary>OminiControl: every condition computed at each step, seeing text and picture.</summary>
    Joint,

    /// <summary>Computed once before the run, full size.</summary>
    Reused,

    /// <summary>Computed once before the run, half the side.</summary>
    Compact,
}
