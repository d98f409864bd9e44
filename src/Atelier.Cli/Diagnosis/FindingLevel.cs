namespace Atelier.Cli.Diagnosis;

/// <summary>How good or bad a finding is.</summary>
internal enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Works, but something is worth knowing.</summary>
    Note,

    /// <summary>Hinders or slows the work; the advice says what to do.</summary>
    Problem,
}
