using System.Runtime.InteropServices;
using Atelier.Models.Formats.Gguf;
using Atelier.Models.Formats.Gguf.Blocks;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Safetensors;
using Atelier.Torch.Weights;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Atelier.Models.Conversion;

/// <summary>Writes named tensors to a file, one in memory at a time.</summary>
public static class TensorFile
{
    // GGUF's numbers for what most tensors of a file are.
    private static readonly Dictionary<GgufType, uint> FileTypes = new()
    {
        [GgufType.F32] = 0, [GgufType.F16] = 1, [GgufType.Q4_0] = 2, [GgufType.Q4_1] = 3, [GgufType.Q8_0] = 7, [GgufType.Q5_0] = 8, [GgufType.Q5_1] = 9,
        [GgufType.Q4_K] = 14, [GgufType.BF16] = 32,
    };

    /// <summary>True for a path whose file is written as GGUF.</summary>
    public static bool IsGguf(string path) => path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a path that names a file which can be written.</summary>
    public static bool IsFile(string path) => IsGguf(path) || path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes a GGUF file where the name ends so, else a safetensors file; to a temporary name first.</summary>
    /// <param name="path">File to make or replace.</param>
    /// <param name="source">What is written.</param>
    /// <param name="type">Element type of floating tensors; as they are if null.</param>
    /// <param name="architecture">A word for the kind of network, for GGUF's header.</param>
    /// <param name="metadata">Texts for the header.</param>
    /// <param name="progress">Told every tensor.</param>
    /// <param name="cancellation">Takes effect within one tensor; no file is left then.</param>
    /// <exception cref="WeightException">A tensor has values that the type does not hold.</exception>
    /// <exception cref="NotSupportedException">The format does not hold the type.</exception>
    public static void Write(
        string path, ITensorSource source, GgufType? type, string architecture, IReadOnlyDictionary<string, string>? metadata = null,
        IProgress<ConversionProgress>? progress = null, CancellationToken cancellation = default)
    {
        var (done, names) = (0, source.Names.Order(StringComparer.Ordinal).ToArray());
        void Next(string name)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new(done++, names.Length, name));
        }

        if (IsGguf(path))
        {
            Gguf(path, source, names, type, architecture, metadata, Next);
            return;
        }

        SafetensorsWriter.Write(path, names.Select(name =>
        {
            var stored = ElementTypes.InSafetensors(type, source.TypeOf(name));
            return new SafetensorsSource(name, ElementTypes.Header(stored), source.ShapeOf(name), stream =>
            {
                Next(name);
                using var scope = Tensor.Scope();
                Write(stream, Converted(source, name, stored));
            });
        }), metadata);
    }

    private static void Gguf(
        string path, ITensorSource source, string[] names, GgufType? type, string architecture, IReadOnlyDictionary<string, string>? metadata, Action<string> next)
    {
        var header = new Dictionary<string, object> { ["general.architecture"] = architecture, ["general.quantization_version"] = 2u };
        if (type is { } most && FileTypes.TryGetValue(most, out var number))
            header["general.file_type"] = number;
        foreach (var (key, value) in metadata ?? new Dictionary<string, string>())
            header[key] = value;
        GgufWriter.Write(path, header, [.. names.Select(name =>
        {
            var shape = source.ShapeOf(name);
            var stored = source is GgufTensors own && type is null ? own.StoredTypeOf(name) : ElementTypes.InGguf(type, source.TypeOf(name), shape);
            return new GgufSource(name, stored, shape, stream =>
            {
                next(name);
                using var scope = Tensor.Scope();
                Write(stream, source, name, stored);
            });
        })]);
    }

    private static void Write(Stream stream, ITensorSource source, string name, GgufType stored)
    {
        if (source is GgufTensors own && own.StoredTypeOf(name) == stored)
        {
            own.CopyTo(name, stream);
            return;
        }

        if (Plain(stored) is { } plain)
            Write(stream, Converted(source, name, plain));
        else
            Quantize(stream, name, source.Read(name), stored);
    }

    private static void Quantize(Stream stream, string name, Tensor tensor, GgufType type)
    {
        // Stretches of whole blocks, so that no second copy of a large tensor is made; each is encoded by all cores.
        const int Stretch = 1 << 20, Piece = 1 << 15;
        var flat = tensor.Flatten();
        var bytes = new byte[Stretch / type.BlockLength() * type.BlockBytes()];
        for (long first = 0; first < tensor.ElementCount; first += Stretch)
        {
            using var scope = Tensor.Scope();
            var count = (int)Math.Min(Stretch, tensor.ElementCount - first);
            var values = flat.Narrow(0, first, count).Float().ToFloats();
            if (!double.IsFinite(TensorPrimitives.Sum<float>(values)) && values.Any(v => !float.IsFinite(v)))
                throw new WeightException($"'{name}' has values that are not finite; {type} holds finite ones only.");
            Parallel.For(0, (count + Piece - 1) / Piece, piece =>
            {
                var (start, length) = (piece * Piece, Math.Min(Piece, count - (piece * Piece)));
                var (block, size) = (type.BlockLength(), type.BlockBytes());
                GgufBlocks.Quantize(type, values.AsSpan(start, length), bytes.AsSpan(start / block * size, length / block * size));
            });
            stream.Write(bytes, 0, count / type.BlockLength() * type.BlockBytes());
        }
    }

    private static Tensor Converted(ITensorSource source, string name, ScalarType type)
    {
        var tensor = source.Read(name);
        var converted = tensor.To(type).Contiguous();
        if (type == ScalarType.Float16 && tensor.Type != type && tensor.Type.IsFloating() && tensor.ElementCount > 0)
            CheckHalf(source, name, tensor, converted);
        return converted;
    }

    // Half precision ends at 65504; beyond it weights would silently become infinite.
    private static void CheckHalf(ITensorSource source, string name, Tensor tensor, Tensor converted)
    {
        if (converted.IsFinite().All().Item() == 0 && tensor.IsFinite().All().Item() != 0)
            throw new WeightException($"{source.Path}: '{name}' has values up to {tensor.Abs().Max().Item():g4}, fp16 holds 65504 at most; take bf16 or fp32.");
    }

    private static unsafe void Write(Stream stream, Tensor tensor)
    {
        var next = (byte*)tensor.DataPointer;
        for (var left = tensor.ElementCount * tensor.Type.Size(); left > 0; left -= int.MaxValue, next += int.MaxValue)
            stream.Write(MemoryMarshal.CreateReadOnlySpan(ref *next, (int)Math.Min(left, int.MaxValue)));
        GC.KeepAlive(tensor);
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
