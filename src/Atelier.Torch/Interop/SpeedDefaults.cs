using System.Globalization;
using System.Runtime.InteropServices;

namespace Atelier.Torch.Interop;

/// <summary>Sets what must be set before libtorch works: the number of threads, how long they wait for work, and how freed memory is kept. Values of the user stay.</summary>
/// <remarks>
/// libtorch takes half of the hardware threads, which is half of the cores where there is no hyper-threading; a second thread
/// on one core slows products down. So: one a physical core. libtorch has two teams of threads, its own of OpenMP and that of OpenBLAS; an idle team that
/// waits for work by turning in circles, as both do for milliseconds, takes the cores from the other one (a network in single precision then takes twice its
/// time). So: both go to sleep soon. The C library gives freed memory back to the system as soon as it can, and a training
/// step then takes all of it anew, page by page (4 % of the time); so it may keep a gigabyte,
/// and no block is a mapping of its own, which would be given back at once.
/// </remarks>
internal static partial class SpeedDefaults
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD and M_MMAP_MAX of malloc.h
    private const int MapCount = -4;

    // Turns of OpenMP's idle threads, some ten microseconds: the next operator mostly comes before. Two to this power are the cycles of OpenBLAS's; 4 is the least it takes.
    private const string OpenMpTurns = "4000";
    private const string OpenBlasTurns = "4";

    public static void Prepare(string library)
    {
        if (library != "atelier_torch" || !OperatingSystem.IsLinux())
            return;
        var cores = Cores().ToString(CultureInfo.InvariantCulture);
        foreach (var name in new[] { "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS" })
            _ = SetEnvironment(name, Environment.GetEnvironmentVariable("OMP_NUM_THREADS") ?? cores, overwrite: 0);
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
            _ = SetEnvironment("GOMP_SPINCOUNT", OpenMpTurns, overwrite: 0);
        _ = SetEnvironment("OPENBLAS_THREAD_TIMEOUT", OpenBlasTurns, overwrite: 0);
        KeepFreedMemory();
        Blas.Prepare(library);
    }

    private static void KeepFreedMemory()
    {
        if (Environment.GetEnvironmentVariable("GLIBC_TUNABLES") is not null || Environment.GetEnvironmentVariable("MALLOC_TRIM_THRESHOLD_") is not null)
            return;
        try
        {
            _ = SetMalloc(TrimThreshold, 1 << 30);
            _ = SetMalloc(MapCount, 0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc: its ways are its own.
        }
    }

    private static int Cores()
    {
        const string path = "/sys/devices/system/cpu/smt/active";
        var doubled = File.Exists(path) && File.ReadAllText(path).Trim() == "1";
        return Math.Max(1, doubled ? Environment.ProcessorCount / 2 : Environment.ProcessorCount);
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetMalloc(int parameter, int value);

    // Environment.SetEnvironmentVariable changes .NET's own copy, which native code does not see.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
