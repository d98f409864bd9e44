using Atelier.Torch;

namespace Atelier.Cli.Diagnosis;

/// <summary>Looks at libtorch: version, BLAS, speed of products, threads, GPUs.</summary>
internal static class TorchChecks
{
    // A core with AVX2 does 50 and more; the reference BLAS does 1 to 3 in all.
    private const double SlowGigaflopsPerThread = 8;

    private const double WorthIt = 1.2;

    public static IEnumerable<Finding> Run()
    {
        string? missing = null;
        try
        {
            _ = TorchRuntime.Version;
        }
        catch (Exception error) when ((error.InnerException ?? error) is DllNotFoundException inner)
        {
            missing = inner.Message;
        }

        return missing is null ? Loaded() : [Finding.Problem("libtorch", missing, "Any command that needs it installs and builds it: start ./atelier generate, or eng/build-native.sh torch.")];
    }

    private static IEnumerable<Finding> Loaded()
    {
        yield return Finding.Good("libtorch", $"{TorchRuntime.Version} from {TorchRuntime.Origin}, {Capability()}");
        var single = PrecisionProbe.Rate(ScalarType.Float32) / 1e9;
        var brain = PrecisionProbe.Rate(ScalarType.BFloat16) / 1e9;
        yield return Blas(LoadedBlas.Find());
        yield return Rates(single, brain, MachineLoad.Read());
        yield return Threads(TorchRuntime.Threads, Processor.Read());
        yield return Gpus();
    }

    internal static Finding Blas(LoadedBlas blas) => blas.Kind switch
    {
        BlasKind.Reference => Finding.Problem(
            "BLAS", $"the reference BLAS is loaded ({blas.Path}): products are tens of times slower", "Install OpenBLAS: sudo apt-get install libopenblas0-pthread."),
        BlasKind.BuiltIn => Finding.Good("BLAS", "part of libtorch"),
        _ => Finding.Good("BLAS", $"{blas.Kind} ({blas.Path}){(blas.Core is null ? "" : $", kernels for {blas.Core}")}"),
    };

    internal static Finding Rates(double single, double brain, double load)
    {
        var text = $"fp32 {single:0} GFLOP/s, bf16 {brain:0} GFLOP/s; {(brain > WorthIt * single ? "bf16" : "fp32")} is the faster product type here";
        var finding = single >= SlowGigaflopsPerThread * TorchRuntime.Threads
            ? Finding.Good("products", text)
            : load > TorchRuntime.Threads
                ? Finding.Note("products", text, $"Other programs hold the cores (load {load:0.0}); ask again when the machine is quiet.")
                : Finding.Problem("products", text, "Much too slow for this CPU; see the BLAS line.");
        return finding with { Figures = new Dictionary<string, double> { ["fp32_gflops"] = Math.Round(single, 1), ["bf16_gflops"] = Math.Round(brain, 1) } };
    }

    internal static Finding Threads(int threads, Processor processor)
    {
        var cores = Math.Min(processor.Cores, processor.Threads);
        var text = $"{threads} for one operator, {cores} cores can be used";
        if (threads < cores)
            return Finding.Note("threads", text, "Fewer than the cores: is OMP_NUM_THREADS set?");
        return threads > cores ? Finding.Note("threads", text, $"More than the cores, which is slower: set OMP_NUM_THREADS={cores}.") : Finding.Good("threads", text);
    }

    private static Finding Gpus()
    {
        const string driver = "/proc/driver/nvidia/gpus";
        var present = Directory.Exists(driver) ? Directory.GetDirectories(driver).Length : 0;
        if (TorchRuntime.CudaDevices > 0)
            return Finding.Good("GPU", $"{TorchRuntime.CudaDevices} CUDA device(s)");
        return present > 0
            ? Finding.Problem("GPU", $"{present} NVIDIA GPU(s) in this machine, but this libtorch cannot use them", "Set ATELIER_LIBTORCH to a libtorch with CUDA (a folder with include/ and lib/) and start again.")
            : Finding.Good("GPU", "none; the CPU does the work");
    }

    private static string Capability()
    {
        const string label = "CPU capability usage:";
        var line = TorchRuntime.Configuration.Split('\n').FirstOrDefault(line => line.Contains(label, StringComparison.Ordinal));
        return line is null ? "CPU kernels" : $"kernels for {line[(line.IndexOf(label, StringComparison.Ordinal) + label.Length)..].Trim()}";
    }
}
