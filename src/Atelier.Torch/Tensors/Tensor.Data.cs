using Atelier.Torch.Interop;

namespace Atelier.Torch;

// Between tensors and managed memory, and from type to type and device to device.
public sealed unsafe partial class Tensor
{
    /// <summary>This, or a copy with another element type.</summary>
    public Tensor To(ScalarType type) =>
        type == Type ? this : Aten.ToCopy.Call(this, type, Argument.None, Argument.None, Argument.None, false, Argument.None);

    /// <summary>This, or a copy on another device.</summary>
    public Tensor To(Device device) =>
        device == Device ? this : Aten.ToCopy.Call(this, Argument.None, Argument.None, device, Argument.None, IsUpload(device), Argument.None);

    /// <summary>This, or a copy with another element type on another device.</summary>
    public Tensor To(Device device, ScalarType type) =>
        device == Device && type == Type ? this : Aten.ToCopy.Call(this, type, Argument.None, device, Argument.None, IsUpload(device), Argument.None);

    /// <summary>This or a copy in single precision.</summary>
    public Tensor Float() => To(ScalarType.Float32);

    /// <summary>This, or a copy in single precision where the type is a half-precision one.</summary>
    public Tensor Widened() => Type is ScalarType.BFloat16 or ScalarType.Float16 ? Float() : this;

    /// <summary>The elements, row after row, in a managed array.</summary>
    /// <exception cref="InvalidOperationException">The element type is not <typeparamref name="T"/>.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        var wanted = ScalarTypes.Of<T>();
        if (Type != wanted)
            throw new InvalidOperationException($"A tensor of {Type} was read as {wanted}; convert it with To first.");
        using var scope = Scope();
        var source = Detach().To(Device.Cpu).Contiguous();
        var values = new T[source.ElementCount];
        new ReadOnlySpan<T>((void*)NativeTorch.TensorData(source.Handle), values.Length).CopyTo(values);
        GC.KeepAlive(source);
        return values;
    }

    /// <summary>The elements as single precision numbers, whatever the type and device.</summary>
    public float[] ToFloats()
    {
        using var scope = Scope();
        return Detach().Float().ToArray<float>();
    }

    /// <summary>The only element as a number.</summary>
    public double Item()
    {
        var value = Aten.Item.CallValue(this);
        return value.Kind == ArgumentKind.Double ? value.Double : value.Bits;
    }

    /// <summary>The raw memory of a contiguous CPU tensor; valid while the tensor lives.</summary>
    /// <exception cref="InvalidOperationException">The tensor is on a GPU, has gaps, or has another element type.</exception>
    public Span<T> Memory<T>()
        where T : unmanaged
    {
        if (Device.Type != DeviceType.Cpu || !IsContiguous || Type.Size() != sizeof(T))
            throw new InvalidOperationException($"{Describe()} is not contiguous CPU memory of {typeof(T).Name}.");
        return new((void*)NativeTorch.TensorData(Handle), checked((int)ElementCount));
    }

    /// <summary>Address of the first element of a CPU tensor; valid while the tensor lives.</summary>
    public nint DataPointer => NativeTorch.TensorData(Handle);

    /// <summary>Elements at positions given per dimension; null takes all of a dimension.</summary>
    public Tensor Index(params Tensor?[] indices) => Aten.IndexTensor.Call(this, Argument.Optional(indices));

    /// <summary>A copy with values at positions given per dimension; null takes all of a dimension.</summary>
    public Tensor IndexPut(Tensor?[] indices, Tensor values, bool accumulate = false) =>
        Aten.IndexPut.Call(this, Argument.Optional(indices), values, accumulate);

    // A copy to a GPU reads ordinary memory before it returns, so nothing need wait until the GPU is done; one from a GPU must.
    private bool IsUpload(Device target) => target.Type == DeviceType.Cuda && Device.Type == DeviceType.Cpu;
}
