namespace Atelier.Diorama.Datasets;

/// <summary>How far a dataset is.</summary>
/// <param name="Done">Scenes of this process's part that are stored.</param>
/// <param name="Total">Scenes of this process's part.</param>
/// <param name="PerSecond">Scenes per second since the start of this run.</param>
public sealed record DatasetProgress(long Done, long Total, double PerSecond)
{
    /// <summary>Time to the end at this rate.</summary>
    public TimeSpan Remaining => PerSecond > 0 ? TimeSpan.FromSeconds((Total - Done) / PerSecond) : TimeSpan.MaxValue;
}
