namespace Atelier.Benchmarks;

/// <summary>Our time beside the rival's, of one run.</summary>
/// <param name="Name">The benchmark.</param>
/// <param name="Seconds">Median of our times.</param>
/// <param name="Rival">Who it is compared with; null where no rival is installed.</param>
/// <param name="RivalSeconds">Median of the rival's times.</param>
/// <param name="Ratio">Our speed over the rival's: rival_seconds / seconds, above 1 where we are faster.</param>
/// <param name="PeakBytes">Our largest resident memory while it ran.</param>
public sealed record BenchmarkResult(string Name, double Seconds, string? Rival, double? RivalSeconds, double? Ratio, long PeakBytes)
{
    /// <summary>The rival's largest resident memory.</summary>
    public long? RivalPeakBytes { get; init; }

    /// <summary>Median of the CPU time of a run, all threads together: what to compare on a busy machine.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>The rival's.</summary>
    public double? RivalCpuSeconds { get; init; }

    /// <summary>Measured runs of each, after one to warm up.</summary>
    public int Runs { get; init; }

    /// <summary>Threads of each.</summary>
    public int Threads { get; init; }

    /// <summary>Floating-point operations of a run, a multiplication with its addition being two; null where they are not counted.</summary>
    public double? Operations { get; init; }

    /// <summary>Operations a second of the machine's best dense matrix product, measured in turns with the runs.</summary>
    public double? DenseRate { get; init; }

    /// <summary>The rate of the runs over <see cref="DenseRate"/>.</summary>
    public double? RateShare { get; init; }

    /// <summary>The same by the CPU's time: what to compare on a busy machine.</summary>
    public double? CpuRateShare { get; init; }

    /// <summary>What was measured, with its sizes.</summary>
    public string Work { get; init; } = "";
}
