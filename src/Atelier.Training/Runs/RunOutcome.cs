namespace Atelier.Training.Runs;

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>All steps are done.</summary>
    Finished,

    /// <summary>It was asked to stop; a checkpoint was written and it can be resumed.</summary>
    Stopped,
}
