using Atelier.Models.Formats.Gguf;
using Atelier.Torch;
using Atelier.Torch.Mapping;
using Atelier.Torch.Weights;

namespace Atelier.Models.Weights;

/// <summary>The tensors of a GGUF file: plain ones over the mapped memory without a copy, quantised ones widened to single precision.</summary>
/// <remarks>The mapping is private: writing to such a tensor changes this process only. It lives as long as a tensor over it.</remarks>
public sealed unsafe class GgufTensors : ITensorSource
{
    private readonly GgufFile _file;

    private GgufTensors(GgufFile file)
    {
        _file = file;
        Metadata = file.Metadata.Where(m => m.Value is string).ToDictionary(m => m.Key, m => (string)m.Value);
    }

    /// <inheritdoc/>
    public string Path => _file.Path;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => [.. _file.Entries.Keys];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="GgufException">The content breaks a rule of the format.</exception>
    public static GgufTensors Open(string path) => new(GgufFile.Open(path, copyOnWrite: true));

    /// <inheritdoc/>
    public long[] ShapeOf(string name) => _file[name].Shape;

    /// <inheritdoc/>
    public ScalarType TypeOf(string name) => Plain(_file[name].Type) ?? ScalarType.Float32;

    /// <summary>How a tensor is stored.</summary>
    /// <exception cref="GgufException">There is no such tensor.</exception>
    public GgufType StoredTypeOf(string name) => _file[name].Type;

    /// <inheritdoc/>
    /// <exception cref="GgufException">There is no such tensor.</exception>
    public Tensor Read(string name)
    {
        var entry = _file[name];
        if (Plain(entry.Type) is { } type)
        {
            var first = (nint)_file.Pointer(name);
            return Tensor.FromMemory(first, entry.Shape, type, new MappedRange(_file.Mapping, first, entry.ByteLength));
        }

        var values = Tensor.Empty(entry.Shape);
        _file.Dequantize(name, (float*)values.DataPointer);
        return values;
    }

    /// <inheritdoc/>
    /// <exception cref="GgufException">There is no such tensor.</exception>
    public IPackedTensor? ReadPacked(string name)
    {
        var entry = _file[name];
        // Rows must be whole blocks, so that they can be told apart.
        return Plain(entry.Type) is null && entry.Shape.Length > 1 && entry.Shape[^1] % entry.Type.BlockLength() == 0
            ? new PackedGguf((nint)_file.Pointer(name), entry.Type, entry.Shape, new MappingReference(_file.Mapping))
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>True where any tensor is stored in blocks.</summary>
    public bool IsQuantized => _file.Entries.Values.Any(e => e.Type.BlockLength() > 1);

    /// <summary>Writes the bytes of a tensor as they are stored.</summary>
    /// <exception cref="GgufException">There is no such tensor.</exception>
    public void CopyTo(string name, Stream stream)
    {
        var next = _file.Pointer(name);
        for (var left = _file[name].ByteLength; left > 0; left -= int.MaxValue, next += int.MaxValue)
            stream.Write(new ReadOnlySpan<byte>(next, (int)Math.Min(left, int.MaxValue)));
    }

    private static ScalarType? Plain(GgufType type) => type switch
    {
        GgufType.F32 => ScalarType.Float32,
        GgufType.F16 => ScalarType.Float16,
        GgufType.BF16 => ScalarType.BFloat16,
        GgufType.F64 => ScalarType.Float64,
        GgufType.I8 => ScalarType.Int8,
        GgufType.I16 => ScalarType.Int16,
        GgufType.I32 => ScalarType.Int32,
        GgufType.I64 => ScalarType.Int64,
        _ => null,
    };
}
