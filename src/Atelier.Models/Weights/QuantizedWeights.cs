using System.Runtime.InteropServices;
using Atelier.Models.Formats.Gguf;
using Atelier.Models.Formats.Gguf.Blocks;
using Atelier.Torch;

namespace Atelier.Models.Weights;

/// <summary>Saves networks small: matrices in blocks of 8-bit integers with a scale each, the rest as it is.</summary>
public static class QuantizedWeights
{
    /// <summary>Writes a GGUF file: matrices whose rows divide into blocks as <paramref name="type"/>, other floating tensors of two or more dimensions in half precision, vectors in single.</summary>
    /// <param name="module">The network.</param>
    /// <param name="path">File to make or replace.</param>
    /// <param name="architecture">Value of <c>general.architecture</c>, a word for the kind of network.</param>
    /// <param name="type">Block type of the matrices; Q8_0 keeps about 2.5 digits at 8.5 bits a weight.</param>
    /// <param name="metadata">Further values for the header.</param>
    /// <exception cref="ArgumentException">A name or value cannot be stored, or the type cannot be written.</exception>
    public static void Save(
        Module module, string path, string architecture, GgufType type = GgufType.Q8_0, IReadOnlyDictionary<string, object>? metadata = null)
    {
        var header = new Dictionary<string, object> { ["general.architecture"] = architecture };
        foreach (var (key, value) in metadata ?? new Dictionary<string, object>())
            header[key] = value;
        GgufWriter.Write(path, header, [.. module.Parameters().Select(p => Source(p.Name, p.Parameter.Value, type))]);
    }

    private static GgufSource Source(string name, Tensor tensor, GgufType type)
    {
        var shape = tensor.Shape;
        if (tensor.Type == ScalarType.Int64)
            return new(name, GgufType.I64, shape, stream => stream.Write(MemoryMarshal.AsBytes(tensor.ToArray<long>().AsSpan())));
        var stored = shape.Length < 2 ? GgufType.F32 : shape[^1] % type.BlockLength() == 0 ? type : GgufType.F16;
        return new(name, stored, shape, stream =>
        {
            var bytes = new byte[stored.ByteLength(shape)];
            GgufBlocks.Quantize(stored, tensor.ToFloats(), bytes);
            stream.Write(bytes);
        });
    }
}
