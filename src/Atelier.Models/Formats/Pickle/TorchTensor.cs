namespace Atelier.Models.Formats.Pickle;

/// <summary>A view of a storage, proved to lie within it.</summary>
/// <param name="Storage">The elements.</param>
/// <param name="Offset">The first element, counted in elements.</param>
/// <param name="Shape">Sizes; empty for a scalar.</param>
/// <param name="Strides">Steps in elements, one per size, none negative.</param>
public sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Shape, long[] Strides)
{
    private const int MostDimensions = 64;
    private const long ExpandedCount = 1 << 24;

    /// <summary>The number of elements of the view; 1 for a scalar.</summary>
    public long Count => Shape.Aggregate(1L, (count, size) => count * size);

    /// <summary>Whether the elements lie in row-major order without gaps.</summary>
    public bool IsContiguous
    {
        get
        {
            long step = 1;
            for (var i = Shape.Length - 1; i >= 0; i--)
            {
                if (Shape[i] != 1 && Strides[i] != step)
                    return Count == 0;
                step *= Shape[i];
            }

            return true;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Storage.Type} [{string.Join(", ", Shape)}]";

    /// <summary>Checks a description and makes the view.</summary>
    /// <exception cref="PickleException">It reaches outside the storage, or repeats elements into an absurd size.</exception>
    internal static TorchTensor Create(TorchStorage storage, long offset, long[] shape, long[] strides)
    {
        if (shape.Length != strides.Length || shape.Length > MostDimensions)
            throw new PickleException($"a tensor has {shape.Length} sizes and {strides.Length} strides; equally many, at most {MostDimensions}, are required");
        if (offset < 0 || shape.Any(size => size < 0) || strides.Any(stride => stride < 0))
            throw new PickleException($"a tensor of sizes [{string.Join(", ", shape)}], strides [{string.Join(", ", strides)}], offset {offset} has negative ones");

        var empty = shape.Contains(0);
        try
        {
            long count = 1;
            var last = offset;
            for (var i = 0; i < shape.Length; i++)
            {
                count = checked(count * shape[i]);
                last = empty ? last : checked(last + ((shape[i] - 1) * strides[i]));
            }

            if (empty ? offset > storage.Count : last >= storage.Count)
                throw new PickleException($"a tensor reaches element {last} of storage '{storage.Key}', which has {storage.Count}");

            // A stride of 0 repeats elements; that must not turn a small file into a large array.
            if (count > Math.Max(storage.Count, ExpandedCount))
                throw new PickleException($"a tensor of {count} elements repeats those of a storage of {storage.Count}");
        }
        catch (OverflowException error)
        {
            throw new PickleException($"a tensor of sizes [{string.Join(", ", shape)}], strides [{string.Join(", ", strides)}] is larger than 64 bits can count", error);
        }

        return new TorchTensor(storage, offset, shape, strides);
    }
}
