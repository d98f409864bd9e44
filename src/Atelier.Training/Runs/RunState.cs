namespace Atelier.Training.Runs;

/// <summary>The numbers of a checkpoint; draws follow from the seed and the step, so no generator is among them.</summary>
public sealed record RunState
{
    /// <summary>Steps done.</summary>
    public required long Step { get; init; }

    /// <summary>Samples seen by all processes together.</summary>
    public required long Samples { get; init; }

    /// <summary>Seconds of training so far.</summary>
    public required double Seconds { get; init; }

    /// <summary>Pass through the data.</summary>
    public required long Epoch { get; init; }

    /// <summary>Samples seen in the pass.</summary>
    public required long EpochOffset { get; init; }

    /// <summary>Samples of the pass.</summary>
    public required long EpochSize { get; init; }

    /// <summary>Bytes of the metrics when it was written; later lines belong to steps that are done again.</summary>
    public required long MetricsLength { get; init; }

    /// <summary>Bytes of the speed log when it was written.</summary>
    public required long SpeedLength { get; init; }

    /// <summary>Means that were not logged yet.</summary>
    public required Dictionary<string, MetricSum> Pending { get; init; }

    /// <summary>True where a stop came in the middle of an evaluation or a sheet.</summary>
    public bool JudgementDue { get; init; }

    /// <summary>Updates of each average.</summary>
    public required long[] AverageUpdates { get; init; }
}
