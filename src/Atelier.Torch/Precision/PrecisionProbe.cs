using System.Diagnostics;
using System.Globalization;

namespace Atelier.Torch;

/// <summary>Measures which element type gives the fastest products on this CPU, once, and remembers it.</summary>
/// <remarks>bfloat16 is 3 times faster than single precision on some CPUs, 0.66 times on others and 30 times slower on a third kind.</remarks>
public static class PrecisionProbe
{
    private const int Size = 512;
    private const double WorthIt = 1.2;

    /// <summary>The faster type: bfloat16 where our own kernels multiply in it, else from the cache file or by a measurement of about 0.2 s.</summary>
    /// <param name="cacheFolder">Where the answer is kept; null measures each time.</param>
    public static ScalarType Fastest(string? cacheFolder)
    {
        // Our own kernels are written for such a CPU: nothing to measure, and no neighbour's load can mislead.
        if (CpuKernels.MultipliesBrain)
            return ScalarType.BFloat16;
        var file = cacheFolder is null ? null : Path.Combine(cacheFolder, $"products-{Key()}.txt");
        if (file is not null && File.Exists(file) && Enum.TryParse<ScalarType>(File.ReadAllText(file).Split(' ')[0], out var known))
            return known;
        var single = Rate(ScalarType.Float32);
        var brain = Rate(ScalarType.BFloat16);
        var choice = brain > WorthIt * single ? ScalarType.BFloat16 : ScalarType.Float32;
        if (file is not null)
        {
            Directory.CreateDirectory(cacheFolder!);
            var text = string.Create(CultureInfo.InvariantCulture, $"{choice} fp32 {single / 1e9:F0} bf16 {brain / 1e9:F0} GFLOP/s\n");
            var temporary = $"{file}.{Environment.ProcessId}";
            File.WriteAllText(temporary, text);
            File.Move(temporary, file, overwrite: true);
        }

        return choice;
    }

    /// <summary>Floating-point operations a second of a matrix product in a type.</summary>
    public static double Rate(ScalarType type)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        using var generator = new Generator(0);
        var a = Tensor.RandN([Size, Size], generator).To(type);
        try
        {
            a.MatMul(a).Dispose();
        }
        catch (TorchException)
        {
            // A product that there is not, as with ONEDNN_MAX_CPU_ISA, is never the fastest.
            return 0;
        }

        var best = double.PositiveInfinity;
        var begin = Stopwatch.GetTimestamp();
        // A slow type shall not hold up the start, so the time is bounded, not the number of products.
        for (var i = 0; i < 8 && Stopwatch.GetElapsedTime(begin).TotalSeconds < 0.1; i++)
        {
            var start = Stopwatch.GetTimestamp();
            a.MatMul(a).Dispose();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return 2.0 * Size * Size * Size / best;
    }

    private static string Key()
    {
        var model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) ?? "cpu"
            : "cpu";
        var text = $"{model} {Environment.ProcessorCount} {TorchRuntime.Version}";
        return string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Replace("model-name", "", StringComparison.Ordinal).Trim('-');
    }
}
