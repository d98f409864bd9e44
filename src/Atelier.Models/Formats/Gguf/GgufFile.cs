using System.Runtime.InteropServices;
using Atelier.Models.Formats.Gguf.Blocks;
using Atelier.Torch.Mapping;

namespace Atelier.Models.Formats.Gguf;

/// <summary>A memory-mapped GGUF file: opening reads the header only.</summary>
public sealed unsafe class GgufFile : IDisposable
{
    private const int LongestHeader = 1 << 30;

    private readonly GgufHeader _header;
    private readonly MappedFile _file;

    private GgufFile(string path, GgufHeader header, MappedFile file)
    {
        Path = path;
        _header = header;
        _file = file;
    }

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, GgufEntry> Entries => _header.Entries;

    /// <summary>Numbers, truth values and texts as themselves, arrays as typed arrays (<c>int[]</c>, <c>string[]</c>), arrays of arrays as <c>object[]</c>.</summary>
    public IReadOnlyDictionary<string, object> Metadata => _header.Metadata;

    /// <summary>The format's version: 2 or 3.</summary>
    public int Version => (int)_header.Version;

    /// <summary>What tensors' places are multiples of, in bytes.</summary>
    public int Alignment => (int)_header.Alignment;

    /// <summary>The mapped memory; whoever keeps a pointer takes a reference, as with <see cref="MappedFile.Handle"/>.</summary>
    public SafeHandle Mapping => _file.Handle;

    /// <summary>The tensor of this name.</summary>
    /// <exception cref="GgufException">There is none.</exception>
    public GgufEntry this[string name] => Entries.TryGetValue(name, out var entry)
        ? entry
        : throw new GgufException($"{Path} has no tensor '{name}' among its {Entries.Count}");

    /// <summary>Opens and validates a file.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="copyOnWrite">Lets the memory be written; changes stay in this process.</param>
    /// <exception cref="GgufException">The content breaks a rule of the format.</exception>
    public static GgufFile Open(string path, bool copyOnWrite = false)
    {
        MappedFile? file = null;
        try
        {
            file = MappedFile.Open(path, copyOnWrite);
            return new GgufFile(path, GgufHeader.Parse(file.Start(LongestHeader), file.Length), file);
        }
        catch (Exception error) when (error is GgufException or EndOfStreamException)
        {
            file?.Dispose();
            throw new GgufException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>The address of a tensor's first byte.</summary>
    /// <exception cref="GgufException">There is no such tensor.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public byte* Pointer(string name) => _file.Pointer(this[name].Offset);

    /// <summary>A tensor's bytes as they are stored.</summary>
    /// <param name="name">A key of <see cref="Entries"/>; its data must be shorter than 2 GiB.</param>
    /// <exception cref="GgufException">There is no such tensor, or it is too long for a span.</exception>
    public ReadOnlySpan<byte> Bytes(string name) => this[name].ByteLength <= int.MaxValue
        ? new ReadOnlySpan<byte>(Pointer(name), (int)this[name].ByteLength)
        : throw new GgufException($"tensor '{name}' has {this[name].ByteLength} bytes; a span ends at {int.MaxValue}, use the pointer");

    /// <summary>A tensor's values in single precision, row-major.</summary>
    /// <param name="name">A key of <see cref="Entries"/> with fewer than 2^31 values.</param>
    /// <exception cref="GgufException">There is no such tensor, or it has too many values for an array.</exception>
    public float[] Dequantize(string name)
    {
        var entry = this[name];
        if (entry.Count > Array.MaxLength)
            throw new GgufException($"tensor '{name}' has {entry.Count} values; an array ends at {Array.MaxLength}, use the pointer");
        var values = new float[entry.Count];
        fixed (float* target = values)
            Dequantize(name, target);
        return values;
    }

    /// <summary>Writes a tensor's values in single precision, row-major, to memory for <see cref="GgufEntry.Count"/> floats.</summary>
    /// <param name="name">A key of <see cref="Entries"/>.</param>
    /// <param name="target">Memory of the caller.</param>
    /// <exception cref="GgufException">There is no such tensor.</exception>
    public void Dequantize(string name, float* target)
    {
        // Stretches of whole blocks, side by side on all cores.
        const int Stretch = 1 << 18;
        var entry = this[name];
        var source = Pointer(name);
        var (length, bytes) = (entry.Type.BlockLength(), entry.Type.BlockBytes());
        Parallel.For(0L, (entry.Count + Stretch - 1) / Stretch, index =>
        {
            var first = index * Stretch;
            var count = (int)Math.Min(Stretch, entry.Count - first);
            GgufBlocks.Dequantize(
                entry.Type, new ReadOnlySpan<byte>(source + (first / length * bytes), count / length * bytes), new Span<float>(target + first, count));
        });
    }

    /// <summary>Closes the file; the memory stays mapped while others hold <see cref="Mapping"/>.</summary>
    public void Dispose() => _file.Dispose();
}
