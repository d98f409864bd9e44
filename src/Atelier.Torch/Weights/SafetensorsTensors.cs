using Atelier.Torch.Mapping;
using Atelier.Torch.Safetensors;

namespace Atelier.Torch.Weights;

/// <summary>The tensors of a safetensors file, shard index or folder, over the mapped memory without a copy.</summary>
/// <remarks>The mapping is private: writing to such a tensor changes this process only. It lives as long as a tensor over it.</remarks>
public sealed unsafe class SafetensorsTensors : ITensorSource
{
    private readonly SafetensorsFolder _folder;

    private SafetensorsTensors(string path, SafetensorsFolder folder)
    {
        Path = path;
        _folder = folder;
        Metadata = folder.Files[0].Metadata;
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _folder.Names;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file, a shard index, or a folder with one of them.</summary>
    /// <exception cref="SafetensorsException">The content breaks a rule of the format.</exception>
    public static SafetensorsTensors Open(string path, string? variant = null) =>
        new(path, SafetensorsFolder.Open(path, variant, copyOnWrite: true));

    /// <inheritdoc/>
    public long[] ShapeOf(string name) => _folder[name].Shape;

    /// <inheritdoc/>
    public ScalarType TypeOf(string name) => TypeOf(_folder[name]);

    /// <inheritdoc/>
    /// <remarks>8-bit floats are widened to half precision, which holds them exactly.</remarks>
    /// <exception cref="SafetensorsException">There is no such tensor, or no tensor type holds its elements.</exception>
    public Tensor Read(string name)
    {
        var file = _folder.FileOf(name);
        var entry = file[name];
        var type = Float8.Holds(entry.Type) ? ScalarType.Float16 : TypeOf(entry);
        if (entry.ElementCount == 0)
            return Tensor.Empty(entry.Shape, type);
        if (Float8.Holds(entry.Type))
        {
            var widened = Tensor.Empty(entry.Shape, type);
            Float8.Widen(entry.Type, file.Pointer(name), (Half*)widened.DataPointer, entry.ElementCount);
            return widened;
        }

        if (entry.IsAligned)
        {
            var first = (nint)file.Pointer(name);
            return Tensor.FromMemory(first, entry.Shape, type, new MappedRange(file.Mapping, first, entry.ByteLength));
        }

        // Rare: libtorch wants elements at multiples of their size.
        var copy = Tensor.Empty(entry.Shape, type);
        Buffer.MemoryCopy(file.Pointer(name), (void*)copy.DataPointer, entry.ByteLength, entry.ByteLength);
        return copy;
    }

    /// <inheritdoc/>
    /// <exception cref="SafetensorsException">There is no such tensor.</exception>
    public IPackedTensor? ReadPacked(string name)
    {
        var file = _folder.FileOf(name);
        return Float8.Holds(file[name].Type) && file[name].Shape.Length > 1 ? Packed(file, file[name]) : null;
    }

    private static PackedFloat8 Packed(SafetensorsFile file, SafetensorsEntry entry) =>
        new((nint)file.Pointer(entry.Name), entry.Type, entry.Shape, new MappingReference(file.Mapping));

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static ScalarType TypeOf(SafetensorsEntry entry) => Float8.Holds(entry.Type)
        ? ScalarType.Float16
        : entry.Type.ToScalarType() ?? throw new SafetensorsException($"{entry}: no tensor type holds these elements");
}
