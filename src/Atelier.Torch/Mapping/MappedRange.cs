using System.Runtime.InteropServices;

namespace Atelier.Torch.Mapping;

/// <summary>A stretch of a mapped file that one tensor lies over. Its pages leave memory with the tensor, not only with the file.</summary>
/// <remarks>
/// A network whose weights are converted one by one would otherwise hold the whole file beside the result. What another tensor over the
/// same stretch reads comes from the file again; what was written into a private mapping is lost, so only the last owner may let go.
/// </remarks>
public sealed unsafe partial class MappedRange : IDisposable
{
    // MADV_DONTNEED of Linux.
    private const int NotNeeded = 4;

    private readonly SafeHandle _mapping;
    private readonly nint _start;
    private readonly long _length;
    private int _disposed;

    /// <summary>Takes a reference on the mapping.</summary>
    /// <param name="mapping">The memory of the file, <see cref="MappedFile.Handle"/>.</param>
    /// <param name="start">Address of the first byte.</param>
    /// <param name="length">Bytes.</param>
    public MappedRange(SafeHandle mapping, nint start, long length)
    {
        var added = false;
        mapping.DangerousAddRef(ref added);
        (_mapping, _start, _length) = (mapping, start, length);
    }

    /// <summary>Lets the whole pages of the stretch go and gives the reference back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        var page = Environment.SystemPageSize;
        var first = (_start + page - 1) / page * page;
        var end = (_start + (nint)_length) / page * page;
        // Advice: where the system does not take it, the pages stay until the file is closed.
        if (end > first)
            _ = Advise((void*)first, (nuint)(end - first), NotNeeded);
        _mapping.DangerousRelease();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the reference back where the tensor was never made.</summary>
    ~MappedRange()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _mapping.DangerousRelease();
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
