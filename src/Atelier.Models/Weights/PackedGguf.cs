using Atelier.Models.Formats.Gguf;
using Atelier.Models.Formats.Gguf.Blocks;
using Atelier.Torch;
using Atelier.Torch.Mapping;

namespace Atelier.Models.Weights;

/// <summary>A matrix in blocks of few bits over the mapped file.</summary>
/// <param name="first">Address of the first block.</param>
/// <param name="type">Kind of block; rows are whole blocks.</param>
/// <param name="shape">Sizes of all dimensions.</param>
/// <param name="mapping">Keeps the memory mapped.</param>
internal sealed unsafe class PackedGguf(nint first, GgufType type, long[] shape, MappingReference mapping) : IPackedLinear
{
    // Values that one core turns into numbers at a time: whole blocks of every kind.
    private const int Stretch = 1 << 16;

    public long[] Shape => shape;

    public Tensor Unpack()
    {
        var values = Tensor.Empty(shape);
        var (count, length, bytes) = (values.ElementCount, type.BlockLength(), type.BlockBytes());
        var source = (byte*)first;
        var target = (float*)values.DataPointer;
        Parallel.For(0L, (count + Stretch - 1) / Stretch, index =>
        {
            var start = index * Stretch;
            var size = (int)Math.Min(Stretch, count - start);
            GgufBlocks.Dequantize(
                type, new ReadOnlySpan<byte>(source + (start / length * bytes), size / length * bytes), new Span<float>(target + start, size));
        });
        GC.KeepAlive(mapping);
        return values;
    }

    public bool RoundsOperand => Products.MultipliesInt8 && shape.Length == 2
        && type is GgufType.Q8_0 or GgufType.Q4_0 or GgufType.Q4_1 or GgufType.Q5_0 or GgufType.Q5_1 or GgufType.Q4_K or GgufType.Q5_K;

    public Tensor? Multiply(Tensor x, Tensor? bias)
    {
        if (!RoundsOperand)
            return null;
        using var scope = Tensor.Scope();
        var rows = Tensor.FromMemory(first, [shape[0], shape[1] / type.BlockLength() * type.BlockBytes()], ScalarType.UInt8, mapping);
        return Products.LinearInt8(x, rows, (int)type, bias) is { } output ? scope.Keep(output) : null;
    }

    public IPackedTensor Rows(long start, long count)
    {
        var row = shape[1..].Aggregate(1L, (a, b) => a * b) / type.BlockLength() * type.BlockBytes();
        return new PackedGguf(first + (nint)(start * row), type, [count, .. shape[1..]], mapping);
    }
}
