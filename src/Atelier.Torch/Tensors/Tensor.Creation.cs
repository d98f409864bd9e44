using System.Runtime.InteropServices;
using Atelier.Torch.Interop;
using Atelier.Torch.Mapping;

namespace Atelier.Torch;

// New tensors: constants, ranges, random draws and managed data.
public sealed unsafe partial class Tensor
{
    /// <summary>Uninitialised memory.</summary>
    public static Tensor Empty(long[] shape, ScalarType type = ScalarType.Float32, Device? device = null) =>
        Aten.EmptyMemoryFormat.Call(shape, type, Argument.None, device ?? Device.Cpu, Argument.None, Argument.None);

    /// <summary>One number everywhere.</summary>
    public static Tensor Full(long[] shape, double value, ScalarType type = ScalarType.Float32, Device? device = null) =>
        Aten.Full.Call(shape, value, type, Argument.None, device ?? Device.Cpu, Argument.None);

    /// <summary>0 everywhere.</summary>
    public static Tensor Zeros(long[] shape, ScalarType type = ScalarType.Float32, Device? device = null) => Full(shape, 0, type, device);

    /// <summary>1 everywhere.</summary>
    public static Tensor Ones(long[] shape, ScalarType type = ScalarType.Float32, Device? device = null) => Full(shape, 1, type, device);

    /// <summary>0 everywhere, with the shape, type and device of this.</summary>
    public Tensor ZerosLike() => Full(Shape, 0, Type, Device);

    /// <summary>1 everywhere, with the shape, type and device of this.</summary>
    public Tensor OnesLike() => Full(Shape, 1, Type, Device);

    /// <summary>Whole numbers from start up to, without, end.</summary>
    public static Tensor Arange(long start, long end, ScalarType type = ScalarType.Int64, Device? device = null) =>
        Aten.Arange.Call(start, end, 1L, type, Argument.None, device ?? Device.Cpu, Argument.None);

    /// <summary>Evenly spaced numbers, both ends included.</summary>
    public static Tensor Linspace(double start, double end, long count, ScalarType type = ScalarType.Float32, Device? device = null) =>
        Aten.Linspace.Call(start, end, count, type, Argument.None, device ?? Device.Cpu, Argument.None);

    /// <summary>Independent standard normal draws, made where the generator is.</summary>
    public static Tensor RandN(long[] shape, Generator generator, ScalarType type = ScalarType.Float32, Device? device = null)
    {
        var draws = Aten.RandnGenerator.Call(shape, generator, type, Argument.None, generator.Device, Argument.None);
        return draws.To(device ?? generator.Device);
    }

    /// <summary>Independent draws, uniform in [0, 1), made where the generator is.</summary>
    public static Tensor Rand(long[] shape, Generator generator, ScalarType type = ScalarType.Float32, Device? device = null)
    {
        var draws = Aten.RandGenerator.Call(shape, generator, type, Argument.None, generator.Device, Argument.None);
        return draws.To(device ?? generator.Device);
    }

    /// <summary>Independent whole numbers from low up to, without, high, where the generator is.</summary>
    public static Tensor RandInt(long low, long high, long[] shape, Generator generator) =>
        Aten.RandintLowGenerator.Call(low, high, shape, generator, ScalarType.Int64, Argument.None, generator.Device, Argument.None);

    /// <summary>The numbers 0 to n - 1 in random order, where the generator is.</summary>
    public static Tensor RandPerm(long n, Generator generator) =>
        Aten.RandpermGenerator.Call(n, generator, ScalarType.Int64, Argument.None, generator.Device, Argument.None);

    /// <summary>A tensor with a copy of managed numbers, row after row.</summary>
    /// <exception cref="ArgumentException">The shape has another number of elements.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        long count = 1;
        foreach (var size in shape)
            count = checked(count * size);
        if (count != values.Length)
            throw new ArgumentException($"The shape [{string.Join(", ", shape.ToArray())}] has {count} elements, {values.Length} were given.");
        var tensor = Empty(shape.ToArray(), ScalarTypes.Of<T>());
        if (count > 0)
            values.CopyTo(new Span<T>((void*)NativeTorch.TensorData(tensor.Handle), values.Length));
        return tensor;
    }

    /// <summary>A tensor with a copy of managed numbers, row after row.</summary>
    public static Tensor From<T>(T[] values, params ReadOnlySpan<long> shape)
        where T : unmanaged => From((ReadOnlySpan<T>)values, shape);

    /// <summary>One number without dimensions.</summary>
    public static Tensor Scalar(double value, ScalarType type = ScalarType.Float32, Device? device = null) => Full([], value, type, device);

    /// <summary>A tensor over memory of the caller, without a copy; <paramref name="owner"/> is kept alive as long as a view lives.</summary>
    /// <param name="data">First element; must stay valid while <paramref name="owner"/> is reachable.</param>
    /// <param name="shape">Sizes, row-major.</param>
    /// <param name="type">Element type.</param>
    /// <param name="owner">Whatever keeps the memory valid, such as a mapping; a <see cref="MappedRange"/> is disposed with the last view.</param>
    public static Tensor FromMemory(nint data, ReadOnlySpan<long> shape, ScalarType type, object owner)
    {
        var keeper = GCHandle.Alloc(owner);
        fixed (long* sizes = shape)
        {
            long none = 0;
            var handle = NativeTorch.TensorFromMemory(
                (void*)data, shape.IsEmpty ? &none : sizes, shape.Length, (int)type, &Released, GCHandle.ToIntPtr(keeper));
            if (handle == 0)
                keeper.Free();
            return FromHandle(handle);
        }
    }

    [UnmanagedCallersOnly]
    private static void Released(nint context)
    {
        var keeper = GCHandle.FromIntPtr(context);
        (keeper.Target as MappedRange)?.Dispose();
        keeper.Free();
    }
}
