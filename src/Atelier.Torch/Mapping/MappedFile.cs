using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Atelier.Torch.Mapping;

/// <summary>A whole file as memory; pages are read where they are touched.</summary>
/// <remarks>
/// The memory stays until this object is disposed and every reference on <see cref="Handle"/> is given back. A file must not be truncated
/// while it is mapped; writers rename over it instead.
/// </remarks>
public sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private bool _disposed;

    private MappedFile(MemoryMappedViewAccessor view, long length)
    {
        _view = view;
        Length = length;
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _start = pointer + view.PointerOffset;
    }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>
    /// The memory. Whoever keeps a pointer longer than this object takes a reference with <c>DangerousAddRef</c> and gives it back with
    /// <c>DangerousRelease</c>.
    /// </summary>
    public SafeHandle Handle => _view.SafeMemoryMappedViewHandle;

    /// <summary>Maps a file.</summary>
    /// <param name="path">An existing file that is not empty.</param>
    /// <param name="copyOnWrite">Lets the memory be written: changes stay in this process and cost memory for the pages that they touch.</param>
    /// <exception cref="EndOfStreamException">The file is empty.</exception>
    public static MappedFile Open(string path, bool copyOnWrite = false)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        var length = stream.Length;
        if (length == 0)
            throw new EndOfStreamException($"{path} is empty");
        var access = copyOnWrite ? MemoryMappedFileAccess.CopyOnWrite : MemoryMappedFileAccess.Read;
        using var file = MemoryMappedFile.CreateFromFile(stream, null, 0, access, HandleInheritability.None, leaveOpen: true);
        return new MappedFile(file.CreateViewAccessor(0, length, access), length);
    }

    /// <summary>The address of a byte.</summary>
    /// <param name="offset">0 to <see cref="Length"/>.</param>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public byte* Pointer(long offset)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)offset, (ulong)Length, nameof(offset));
        return _start + offset;
    }

    /// <summary>The first bytes of the file.</summary>
    /// <param name="most">The span is no longer than this.</param>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public ReadOnlySpan<byte> Start(int most) => new(Pointer(0), (int)Math.Min(most, Length));

    /// <summary>A read-only stream over a stretch of the file.</summary>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">How many bytes; they must lie within the file.</param>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public Stream OpenRead(long offset, long length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)offset, (ulong)Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)length, (ulong)(Length - offset));
        return new UnmanagedMemoryStream(_view.SafeMemoryMappedViewHandle, _view.PointerOffset + offset, length);
    }

    /// <summary>Closes the file; the memory goes with the last reference on <see cref="Handle"/>.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
    }
}
