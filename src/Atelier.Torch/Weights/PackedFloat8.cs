using Atelier.Torch.Mapping;
using Atelier.Torch.Safetensors;

namespace Atelier.Torch.Weights;

/// <summary>A tensor of 8-bit floats over the mapped file; as numbers it is in half precision.</summary>
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
        var values = Tensor.Empty(shape, ScalarType.Float16);
        var count = values.ElementCount;
        var source = (byte*)first;
        var target = (Half*)values.DataPointer;
        Parallel.For(0L, (count + Stretch - 1) / Stretch, index =>
        {
            var start = index * Stretch;
            Float8.Widen(type, source + start, target + start, Math.Min(Stretch, count - start));
        });
        GC.KeepAlive(mapping);
        return values;
    }

    public IPackedTensor Rows(long start, long count) =>
        new PackedFloat8(first + (nint)(start * shape[1..].Aggregate(1L, (a, b) => a * b)), type, [count, .. shape[1..]], mapping);
}
