using System.Globalization;
using System.Runtime.InteropServices;

namespace Atelier.Torch.Interop;

/// <summary>Sets what native libraries read only while they load: the number of threads. Values of the user stay.</summary>
/// <remarks>
/// libtorch takes half of the hardware threads, which is half of the cores where there is no hyper-threading; a second thread
/// on one core slows products down. So: one a physical core.
/// </remarks>
internal static partial class SpeedDefaults
{
    public static void Prepare(string library)
    {
        if (library != "atelier_torch" || !OperatingSystem.IsLinux())
            return;
        var cores = Cores().ToString(CultureInfo.InvariantCulture);
        foreach (var name in new[] { "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS" })
            _ = SetEnvironment(name, Environment.GetEnvironmentVariable("OMP_NUM_THREADS") ?? cores, overwrite: 0);
        Blas.Prepare(library);
    }

    private static int Cores()
    {
        const string path = "/sys/devices/system/cpu/smt/active";
        var doubled = File.Exists(path) && File.ReadAllText(path).Trim() == "1";
        return Math.Max(1, doubled ? Environment.ProcessorCount / 2 : Environment.ProcessorCount);
    }

    // Environment.SetEnvironmentVariable changes .NET's own copy, which native code does not see.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
