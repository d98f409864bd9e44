using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Atelier.Torch.Mapping;
using Atelier.Torch.Safetensors;

namespace Atelier.Models.Formats.Pickle;

/// <summary>A checkpoint that PyTorch wrote (<c>.pt</c>, <c>.pth</c>, <c>.ckpt</c>, <c>.bin</c>), read without running anything in it.</summary>
/// <remarks>
/// Both forms are read: the zip archive of PyTorch 1.6 and later and the stream before it. The file may hold tensors, dictionaries, lists,
/// tuples, numbers and texts; whatever else it asks for is refused by its name.
/// </remarks>
public sealed unsafe class TorchFile : IDisposable
{
    private const int LongestPickle = 64 << 20;
    private static readonly BigInteger LegacyMagic = BigInteger.Parse("119547037146038801333356");

    private static readonly string[] StateKeys = ["state_dict", "model_state_dict"];

    private readonly MappedFile _file;
    private readonly Dictionary<string, (long Offset, long Length)> _storages = [];

    private TorchFile(string path, MappedFile file)
    {
        Path = path;
        _file = file;
    }

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>
    /// What the file holds: null, bool, long, BigInteger, double, string, byte[], object?[] (tuple), List&lt;object?&gt;,
    /// Dictionary&lt;object, object?&gt; or <see cref="TorchTensor"/>. Containers may be shared but never hold themselves.
    /// </summary>
    public object? Root { get; private set; }

    /// <summary>The part that holds the tensors: what lies under <c>state_dict</c> or <c>model_state_dict</c> where there is one, else the root.</summary>
    public IReadOnlyDictionary<object, object?> State
    {
        get
        {
            var root = Root as Dictionary<object, object?> ?? [];
            return StateKeys.Select(key => root.GetValueOrDefault(key)).OfType<Dictionary<object, object?>>().FirstOrDefault() ?? root;
        }
    }

    /// <summary>The tensors with text keys in <see cref="State"/>.</summary>
    public IReadOnlyDictionary<string, TorchTensor> Tensors =>
        State.Where(pair => pair is { Key: string, Value: TorchTensor }).ToDictionary(pair => (string)pair.Key, pair => (TorchTensor)pair.Value!);

    /// <summary>The mapped memory; whoever keeps a pointer takes a reference, as with <see cref="MappedFile.Handle"/>.</summary>
    public SafeHandle Mapping => _file.Handle;

    /// <summary>Opens and validates a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="copyOnWrite">As in <see cref="MappedFile.Open"/>.</param>
    /// <exception cref="PickleException">It is no PyTorch file, is damaged, or holds more than plain data.</exception>
    public static TorchFile Open(string path, bool copyOnWrite = false)
    {
        MappedFile? mapped = null;
        try
        {
            mapped = MappedFile.Open(path, copyOnWrite);
            var file = new TorchFile(path, mapped);
            if (mapped.Start(4).SequenceEqual("PK\x03\x04"u8))
                file.ReadArchive();
            else
                file.ReadLegacy();
            file.CheckStorages();
            return file;
        }
        catch (Exception error) when (error is PickleException or EndOfStreamException)
        {
            mapped?.Dispose();
            throw new PickleException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>The address of the first element of a tensor of this file.</summary>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public byte* Pointer(TorchTensor tensor) => _file.Pointer(_storages[tensor.Storage.Key].Offset + (tensor.Offset * tensor.Storage.Type.Size()));

    /// <summary>Copies a tensor's elements in row-major order.</summary>
    /// <param name="tensor">A tensor of this file.</param>
    /// <param name="target">Memory for its elements.</param>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public void CopyTo(TorchTensor tensor, byte* target)
    {
        var size = tensor.Storage.Type.Size();
        var source = Pointer(tensor);
        if (tensor.IsContiguous)
        {
            Buffer.MemoryCopy(source, target, tensor.Count * size, tensor.Count * size);
            return;
        }

        var index = new long[tensor.Shape.Length];
        for (var left = tensor.Count; left > 0; left--)
        {
            long place = 0;
            for (var i = 0; i < index.Length; i++)
                place += index[i] * tensor.Strides[i];
            Buffer.MemoryCopy(source + (place * size), target, size, size);
            target += size;
            for (var i = index.Length - 1; i >= 0 && ++index[i] == tensor.Shape[i]; i--)
                index[i] = 0;
        }
    }

    /// <summary>Closes the file; the memory stays mapped while others hold <see cref="Mapping"/>.</summary>
    public void Dispose() => _file.Dispose();

    private void ReadArchive()
    {
        var entries = ZipDirectory.Read(_file);
        var roots = entries.Keys.Where(name => name.EndsWith("/data.pkl", StringComparison.Ordinal)).ToArray();
        if (roots.Length != 1)
            throw new PickleException($"the archive has {roots.Length} entries data.pkl; exactly one is required");
        var folder = roots[0][..^"data.pkl".Length];
        if (entries.TryGetValue(folder + "byteorder", out var order) && Encoding.Latin1.GetString(Span(order)) != "little")
            throw new PickleException("the archive is not little-endian");

        Root = PickleMachine.Read(Span(entries[roots[0]]), out _);
        foreach (var (name, place) in entries)
        {
            if (name.StartsWith(folder + "data/", StringComparison.Ordinal))
                _storages.Add(name[(folder.Length + 5)..], place);
        }
    }

    private void ReadLegacy()
    {
        var start = _file.Start(LongestPickle);
        if (PickleMachine.Read(start, out var position) is not BigInteger magic || magic != LegacyMagic)
            throw new PickleException("neither a zip archive nor an older PyTorch file");
        if (PickleMachine.Read(start[position..], out var length) is not 1001L)
            throw new PickleException("an older PyTorch file of an unknown version");
        position += length;
        if (PickleMachine.Read(start[position..], out length) is Dictionary<object, object?> system &&
            system.TryGetValue("little_endian", out var little) && little is false)
            throw new PickleException("the file is not little-endian");
        position += length;
        Root = PickleMachine.Read(start[position..], out length);
        position += length;
        if (PickleMachine.Read(start[position..], out length) is not List<object?> keys)
            throw new PickleException("the list of storages is missing");

        // For each storage its number of elements, then the elements.
        var sizes = Storages().ToDictionary(storage => storage.Key, storage => storage.Type.Size());
        long place = position + length;
        foreach (var key in keys)
        {
            if (key is not string name || !sizes.TryGetValue(name, out var size))
                throw new PickleException("the list of storages names one that no tensor uses");
            if (place > _file.Length - 8)
                throw new PickleException($"storage '{name}' is missing");
            var count = *(long*)_file.Pointer(place);
            place += 8;
            if (count < 0 || count > (_file.Length - place) / size || !_storages.TryAdd(name, (place, count * size)))
                throw new PickleException($"storage '{name}' of {count} elements ends outside the file, or is there twice");
            place += count * size;
        }
    }

    private void CheckStorages()
    {
        foreach (var storage in Storages())
        {
            if (!_storages.TryGetValue(storage.Key, out var place))
                throw new PickleException($"storage '{storage.Key}' is missing");
            if (place.Length / storage.Type.Size() != storage.Count || place.Length % storage.Type.Size() != 0)
                throw new PickleException($"storage '{storage.Key}' has {place.Length} bytes, not {storage.Count} elements of {storage.Type}");
        }
    }

    private HashSet<TorchStorage> Storages()
    {
        var storages = new HashSet<TorchStorage>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object?>([Root]);
        while (open.TryPop(out var value))
        {
            if (value is TorchTensor tensor)
                storages.Add(tensor.Storage);
            else if (value is TorchStorage storage)
                storages.Add(storage);
            else if (value is object?[] or List<object?> or Dictionary<object, object?> && seen.Add(value))
            {
                foreach (var item in value is Dictionary<object, object?> dictionary ? dictionary.Values : (System.Collections.IEnumerable)value)
                    open.Push(item);
            }
        }

        if (storages.DistinctBy(storage => storage.Key).Count() != storages.Count)
            throw new PickleException("one storage is described in two ways");
        return storages;
    }

    private ReadOnlySpan<byte> Span((long Offset, long Length) place) => place.Length <= LongestPickle
        ? new ReadOnlySpan<byte>(_file.Pointer(place.Offset), (int)place.Length)
        : throw new PickleException($"the pickle has {place.Length} bytes; at most {LongestPickle} are read");
}
