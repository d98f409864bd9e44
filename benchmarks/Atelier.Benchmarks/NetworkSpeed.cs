using Atelier.Torch;

namespace Atelier.Benchmarks;

/// <summary>A forward of a network at its published size with random weights, beside the machine's own best dense products.</summary>
/// <param name="name">The name on the command line.</param>
/// <param name="work">What is measured, with its sizes.</param>
/// <param name="open">Makes the network and one call of it.</param>
internal sealed class NetworkSpeed(string name, string work, Func<(Module Network, Func<Tensor> Step)> open) : IBenchmark
{
    private const int Runs = 5;
    private const int RunsOfSlow = 3;
    private const double Slow = 20;

    public string Name => name;

    public string Work => work;

    public bool IsUsual { get; init; } = true;

    public BenchmarkResult Run(Action<string> note, CancellationToken cancellation)
    {
        var type = PrecisionProbe.Fastest(null);
        using var precision = ProductPrecision.Use(type);
        using var int8 = ProductPrecision.UseInt8();
        using var noGrad = new NoGrad();
        using var scope = Tensor.Scope();
        var (network, step) = open();
        using var owned = network;
        using var dense = new DenseProducts();
        ProcessMemory.ResetPeak();
        var tally = new ProductTally();
        Step();
        tally.Dispose();
        var times = new List<RunTime>();
        for (var runs = Runs; times.Count < runs; runs = times[0].Seconds > Slow ? RunsOfSlow : Runs)
        {
            cancellation.ThrowIfCancellationRequested();
            dense.Turn();
            times.Add(RunTime.Of(Step));
        }

        dense.Turn();
        using var profile = new ProductTally();
        var profiled = RunTime.Of(Step);
        var shares = Enum.GetValues<ProductKind>().Select(kind => $"{kind} {profile.OperationsOf(kind) / 1e9:0} GFLOP in {profile.SecondsOf(kind):0.00} s");
        note($"{string.Join(", ", shares)}, of {profiled.Seconds:0.00} s; dense products fp32 {dense.Best(ScalarType.Float32) / 1e9:0}, bf16 {dense.Best(ScalarType.BFloat16) / 1e9:0} GFLOP/s");
        var median = RunTime.Median(times);
        return new BenchmarkResult(Name, median.Seconds, null, null, null, ProcessMemory.Peak())
        {
            CpuSeconds = median.CpuSeconds,
            Runs = times.Count,
            Threads = TorchRuntime.Threads,
            Work = $"{Work}; products in {type}",
            Operations = tally.Operations,
            DenseRate = dense.Best(),
            RateShare = tally.Operations / median.Seconds / dense.Best(),
            CpuRateShare = tally.Operations / median.CpuSeconds / dense.BestByCpu(),
        };

        void Step()
        {
            using var inner = Tensor.Scope();
            step();
        }
    }
}
