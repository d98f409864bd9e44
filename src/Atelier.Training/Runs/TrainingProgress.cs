namespace Atelier.Training.Runs;

/// <summary>How far a run is.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">Of the last step.</param>
/// <param name="LearningRate">Of the first optimiser.</param>
/// <param name="SamplesPerSecond">Over the last half minute or so.</param>
/// <param name="Remaining">Time left at that speed.</param>
/// <param name="Event">What happened, such as a checkpoint; empty for a mere step.</param>
public sealed record TrainingProgress(
    long Step, long Steps, double Loss, double LearningRate, double SamplesPerSecond, TimeSpan Remaining, string Event = "");
