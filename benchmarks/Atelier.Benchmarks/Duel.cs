using System.Diagnostics;
using Atelier.Benchmarks.Rival;
using Atelier.Torch;

namespace Atelier.Benchmarks;

/// <summary>Measures a workload against Python torch in turns, so that whatever else the machine does meets both alike.</summary>
internal sealed class Duel(string name, string work, Func<IWorkload> open, int most = 41) : IBenchmark
{
    private const int Fewest = 7;
    private const double EnoughSeconds = 8;

    // Worker threads of the one who just ran spin for some milliseconds; the other shall not pay for it.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(40);

    public string Name => name;

    public string Work => work;

    public BenchmarkResult Run(Action<string> note, CancellationToken cancellation)
    {
        using var single = ProductPrecision.Use(ScalarType.Float32);
        using var workload = open();
        using var rival = TorchRival.Start(workload.RivalArguments, TorchRuntime.Threads, note);
        ProcessMemory.ResetPeak();
        var (ours, theirs) = (new List<RunTime>(), new List<RunTime>());
        workload.Step();
        rival?.Step();
        for (var begin = Stopwatch.GetTimestamp(); ours.Count < Fewest || (ours.Count < most && Stopwatch.GetElapsedTime(begin).TotalSeconds < EnoughSeconds);)
        {
            cancellation.ThrowIfCancellationRequested();
            Thread.Sleep(Rest);
            ours.Add(RunTime.Of(workload.Step));
            if (rival is null)
                continue;
            Thread.Sleep(Rest);
            theirs.Add(rival.Step());
        }

        var (our, their) = (RunTime.Median(ours), rival is null ? (RunTime?)null : RunTime.Median(theirs));
        return new BenchmarkResult(name, our.Seconds, rival?.Name, their?.Seconds, their?.Seconds / our.Seconds, ProcessMemory.Peak())
        {
            CpuSeconds = our.CpuSeconds,
            RivalCpuSeconds = their?.CpuSeconds,
            RivalPeakBytes = rival is null ? null : ProcessMemory.Peak(rival.ProcessId),
            Runs = ours.Count,
            Threads = TorchRuntime.Threads,
            Work = work,
        };
    }
}
