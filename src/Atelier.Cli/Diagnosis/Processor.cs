using System.Runtime.InteropServices;

namespace Atelier.Cli.Diagnosis;

/// <summary>The CPU as the system describes it.</summary>
internal sealed class Processor
{
    private static readonly string[] Telling =
        ["avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "avx512_fp16", "avx_vnni", "amx_bf16", "amx_int8", "asimd", "bf16", "i8mm", "sve"];

    private Processor(string model, IReadOnlyList<string> features, int cores, int threads) =>
        (Model, Features, Cores, Threads) = (model, features, cores, threads);

    public string Model { get; }

    /// <summary>The instruction sets that matter for products.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>Physical cores of the machine.</summary>
    public int Cores { get; }

    /// <summary>Hardware threads that this process may use.</summary>
    public int Threads { get; }

    public static Processor Read()
    {
        const string path = "/proc/cpuinfo";
        return File.Exists(path) ? Parse(File.ReadAllText(path), Environment.ProcessorCount)
            : new(RuntimeInformation.ProcessArchitecture.ToString(), [], Environment.ProcessorCount, Environment.ProcessorCount);
    }

    /// <summary>Reads the text of <c>/proc/cpuinfo</c>.</summary>
    internal static Processor Parse(string text, int threads)
    {
        var processors = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(Fields).Where(fields => fields.ContainsKey("processor")).ToArray();
        var first = processors.FirstOrDefault() ?? [];
        var flags = (first.GetValueOrDefault("flags") ?? first.GetValueOrDefault("Features") ?? "").Split(' ').ToHashSet();
        var cores = processors.Select(fields => (fields.GetValueOrDefault("physical id"), fields.GetValueOrDefault("core id") ?? fields["processor"])).Distinct().Count();
        return new(
            first.GetValueOrDefault("model name") ?? first.GetValueOrDefault("CPU part") ?? "unknown",
            [.. Telling.Where(flags.Contains)],
            Math.Max(1, cores),
            threads);
    }

    private static Dictionary<string, string> Fields(string block)
    {
        var fields = new Dictionary<string, string>();
        foreach (var line in block.Split('\n'))
        {
            if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
                fields[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }

        return fields;
    }
}
