namespace Atelier.Cli.Training;

/// <summary>The JSON of <c>atelier train</c>.</summary>
/// <param name="Path">The run's folder.</param>
/// <param name="Finished">False where it was stopped before all steps were done.</param>
/// <param name="Checkpoint">Its newest checkpoint.</param>
internal sealed record TrainedRun(string Path, bool Finished, string? Checkpoint);
