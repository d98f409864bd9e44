using System.Runtime.InteropServices;
using Atelier.Cli.Inspection;

namespace Atelier.Cli.Diagnosis;

/// <summary>Looks at the machine: runtime, CPU, memory.</summary>
internal static class MachineChecks
{
    private const long LittleMemory = 3_000_000_000;

    public static IEnumerable<Finding> Run()
    {
        yield return Finding.Good(".NET", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}");
        var processor = Processor.Read();
        yield return Features(processor);
        yield return Memory(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    }

    private static Finding Features(Processor processor)
    {
        var text = $"{processor.Model}, {processor.Cores} cores, {processor.Threads} usable threads; {string.Join(' ', processor.Features)}";
        return RuntimeInformation.ProcessArchitecture == Architecture.X64 && !processor.Features.Contains("avx2")
            ? Finding.Note("CPU", text, "Without AVX2 everything works, several times slower.")
            : Finding.Good("CPU", text);
    }

    private static Finding Memory(long bytes) => bytes < LittleMemory
        ? Finding.Note("memory", ByteSize.Text(bytes), "Training and large pictures may not fit; Mini's pictures do.")
        : Finding.Good("memory", ByteSize.Text(bytes));
}
