using System.Runtime.InteropServices;
using Atelier.Torch.Mapping;

namespace Atelier.Torch.Safetensors;

/// <summary>A memory-mapped safetensors file: opening reads the header only, data is paged in where it is touched.</summary>
/// <remarks>
/// Format: https://github.com/huggingface/safetensors. Pointers and spans are valid while the file is open or somebody holds a
/// reference on <see cref="Mapping"/>. A file must not be truncated while it is mapped; writers rename over it instead.
/// </remarks>
public sealed unsafe class SafetensorsFile : IDisposable
{
    private readonly SafetensorsHeader _header;
    private readonly MappedFile _file;

    private SafetensorsFile(string path, SafetensorsHeader header, MappedFile file)
    {
        Path = path;
        _header = header;
        _file = file;
    }

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _header.Entries;

    /// <summary>The strings under <c>__metadata__</c>; empty where there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>
    /// The mapped memory. Whoever keeps a pointer longer than this object takes a reference with <c>DangerousAddRef</c> and gives it
    /// back with <c>DangerousRelease</c>: the memory is unmapped after the last reference.
    /// </summary>
    public SafeHandle Mapping => _file.Handle;

    /// <summary>The tensor of this name.</summary>
    /// <exception cref="SafetensorsException">There is none.</exception>
    public SafetensorsEntry this[string name] => Entries.TryGetValue(name, out var entry)
        ? entry
        : throw new SafetensorsException($"{Path} has no tensor '{name}' among its {Entries.Count}");

    /// <summary>Opens and validates a file.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="copyOnWrite">Lets the memory be written: changes stay in this process and cost memory for the pages that they touch.</param>
    /// <exception cref="SafetensorsException">The content breaks a rule of the format.</exception>
    public static SafetensorsFile Open(string path, bool copyOnWrite = false)
    {
        MappedFile? file = null;
        try
        {
            file = MappedFile.Open(path, copyOnWrite);
            var header = SafetensorsHeader.Parse(file.Start(8 + SafetensorsHeader.MaxLength), file.Length);
            return new SafetensorsFile(path, header, file);
        }
        catch (Exception error) when (error is SafetensorsException or EndOfStreamException)
        {
            file?.Dispose();
            throw new SafetensorsException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>The address of a tensor's first byte.</summary>
    /// <param name="name">A key of <see cref="Entries"/>.</param>
    /// <exception cref="SafetensorsException">There is no such tensor.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public byte* Pointer(string name) => _file.Pointer(this[name].Offset);

    /// <summary>A tensor's bytes: little-endian, row-major.</summary>
    /// <param name="name">A key of <see cref="Entries"/>; its data must be shorter than 2 GiB.</param>
    /// <exception cref="SafetensorsException">There is no such tensor, or it is too long for a span.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        var length = this[name].ByteLength;
        return length <= int.MaxValue
            ? new ReadOnlySpan<byte>(Pointer(name), (int)length)
            : throw new SafetensorsException($"tensor '{name}' has {length} bytes; a span ends at {int.MaxValue}, use a stream or the pointer");
    }

    /// <summary>A read-only stream over a tensor's bytes, of any length.</summary>
    /// <param name="name">A key of <see cref="Entries"/>.</param>
    /// <exception cref="SafetensorsException">There is no such tensor.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public Stream OpenRead(string name) => _file.OpenRead(this[name].Offset, this[name].ByteLength);

    /// <summary>Closes the file; the memory stays mapped while others hold <see cref="Mapping"/>.</summary>
    public void Dispose() => _file.Dispose();
}
