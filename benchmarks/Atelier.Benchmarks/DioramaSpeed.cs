using Atelier.Diorama.Benchmark;

namespace Atelier.Benchmarks;

/// <summary>Rendering of the synthetic world beside bare Embree in the same scenes.</summary>
internal sealed class DioramaSpeed(int scenes) : IBenchmark
{
    // A picture may cost as much as so many pairs of one eye ray and one shadow ray.
    private const double PairsOfPicture = 3.5e6;

    public string Name => "diorama";

    public string Work => $"a scene of 128 x 128, mean of {scenes}; the rival's time is that of 3.5 million ray pairs by Embree alone";

    public BenchmarkResult Run(Action<string> note, CancellationToken cancellation)
    {
        ProcessMemory.ResetPeak();
        var threads = Environment.ProcessorCount;
        var measured = DioramaBenchmark.Run(scenes, threads, referenceSamples: 0, cancellation: cancellation);
        var (seconds, rival) = (1 / measured.PicturesPerSecond, PairsOfPicture / measured.PairsPerSecond);
        note($"Embree alone: {measured.PairsPerSecond / 1e6:0.0} M ray pairs a second; {measured.PicturesPerSecond:0.0} pictures a second");
        return new BenchmarkResult(Name, seconds, "Embree, 3.5 M ray pairs", rival, rival / seconds, ProcessMemory.Peak())
        {
            Runs = scenes,
            Threads = threads,
            Work = Work,
        };
    }
}
