using Atelier.Torch.Mapping;
using Atelier.Torch.Safetensors;

namespace Atelier.Torch.Weights;

/// <summary>A tensor of 8-bit floats over the mapped file; as numbers it is bfloat16.</summary>
/// <param name="first">Address of the first number.</param>
/// <param name="type">Kind of number.</param>
/// <param name="shape">Sizes of all dimensions.</param>
/// <param name="mapping">Keeps the memory mapped.</param>
internal sealed unsafe class PackedFloat8(nint first, SafetensorsType type, long[] shape, MappingReference mapping) : IPackedTensor
{
    private const int Stretch = 1 << 18;

    public long[] Shape => shape;

    public Tensor Unpack()
    {
        var values = Tensor.Empty(shape, ScalarType.BFloat16);
        var count = values.ElementCount;
        var source = (byte*)first;
        var target = (ushort*)values.DataPointer;
        Parallel.For(0L, (count + Stretch - 1) / Stretch, index =>
        {
            var start = index * Stretch;
            var size = (int)Math.Min(Stretch, count - start);
            Float8.Widen(type, new ReadOnlySpan<byte>(source + start, size), new Span<ushort>(target + start, size));
        });
        GC.KeepAlive(mapping);
        return values;
    }

    public IPackedTensor Rows(long start, long count) =>
        new PackedFloat8(first + (nint)(start * shape[1..].Aggregate(1L, (a, b) => a * b)), type, [count, .. shape[1..]], mapping);
}
