using System.Runtime.InteropServices;
using Atelier.Native;

namespace Atelier.Cli.Diagnosis;

/// <summary>Which BLAS the matrix products of this process really reach.</summary>
/// <param name="Kind">Its family.</param>
/// <param name="Path">The file; null where it is part of libtorch.</param>
/// <param name="Core">The kernels that OpenBLAS chose for this CPU.</param>
internal sealed partial record LoadedBlas(BlasKind Kind, string? Path, string? Core)
{
    private const string Product = "sgemm_";

    /// <summary>Follows the symbol of the matrix product; libtorch must be loaded.</summary>
    public static unsafe LoadedBlas Find()
    {
        // The global scope (a preloaded library) wins over libtorch's own dependencies.
        var function = LookUp(0, Product);
        if (function == 0 && NativeLibraries.Find("atelier_torch") is { } torch && NativeLibrary.TryLoad(torch, out var library))
            function = LookUp(library, Product);
        Place place = default;
        if (function == 0 || Locate(function, &place) == 0 || Marshal.PtrToStringUTF8((nint)place.File) is not { } file)
            return new(BlasKind.BuiltIn, null, null);
        var path = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
        var kind = KindOf(path);
        return new(kind, path, kind == BlasKind.OpenBlas ? CoreName(path) : null);
    }

    /// <summary>The family that a file's name tells.</summary>
    internal static BlasKind KindOf(string path) =>
        path.Contains("openblas", StringComparison.Ordinal) ? BlasKind.OpenBlas
        : path.Contains("mkl", StringComparison.Ordinal) ? BlasKind.Mkl
        : path.Contains("blis", StringComparison.Ordinal) ? BlasKind.Blis
        : path.Contains("libblas", StringComparison.Ordinal) ? BlasKind.Reference
        : BlasKind.BuiltIn;

    private static unsafe string? CoreName(string file) =>
        NativeLibrary.TryLoad(file, out var library) && NativeLibrary.TryGetExport(library, "openblas_get_corename", out var function)
            ? Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<byte*>)function)())
            : null;

    [LibraryImport("libc.so.6", EntryPoint = "dlsym", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint LookUp(nint library, string symbol);

    [LibraryImport("libc.so.6", EntryPoint = "dladdr")]
    private static unsafe partial int Locate(nint address, Place* place);

    // Dl_info of dlfcn.h.
    private unsafe struct Place
    {
        public byte* File;
        public nint FileBase;
        public byte* Symbol;
        public nint SymbolAddress;
    }
}
