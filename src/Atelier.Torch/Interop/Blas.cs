using System.Runtime.InteropServices;

namespace Atelier.Torch.Interop;

/// <summary>Sees to it that libtorch finds OpenBLAS, whatever the system's BLAS alternative is.</summary>
/// <remarks>
/// Debian's libtorch asks for <c>libblas.so.3</c>, which may be the reference BLAS (45 times slower products). A library of
/// that name that is already loaded is taken, so OpenBLAS is loaded first, by its full path.
/// </remarks>
internal static class Blas
{
    private static readonly string[] Folders = ["openblas-pthread", "openblas-openmp", "openblas-serial"];

    public static void Prepare(string library)
    {
        if (library != "atelier_torch" || !OperatingSystem.IsLinux())
            return;
        var triplet = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        foreach (var folder in Folders)
        {
            var root = $"/usr/lib/{triplet}/{folder}";
            if (!File.Exists($"{root}/libblas.so.3"))
                continue;
            NativeLibrary.TryLoad($"{root}/libblas.so.3", out _);
            NativeLibrary.TryLoad($"{root}/liblapack.so.3", out _);
            return;
        }
    }
}
