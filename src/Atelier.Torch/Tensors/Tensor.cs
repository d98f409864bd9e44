using Atelier.Torch.Interop;

namespace Atelier.Torch;

/// <summary>A libtorch tensor: an n-dimensional array with autograd, on the CPU or a GPU.</summary>
/// <remarks>
/// A tensor made inside a <see cref="TensorScope"/> of its thread is freed with the scope unless it is kept; see
/// <see cref="Scope"/>. Operators are named as in ATen and PyTorch.
/// </remarks>
public sealed unsafe partial class Tensor : IDisposable
{
    private nint _handle;

    private Tensor(nint handle) => _handle = handle;

    /// <summary>Frees the native tensor if neither its owner nor its scope did.</summary>
    ~Tensor() => Free();

    internal nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Tensor), "The tensor was freed, perhaps with its scope.");

    /// <summary>The scope that will free this tensor, if any.</summary>
    internal TensorScope? Owner { get; set; }

    internal int SlotInOwner { get; set; }

    /// <summary>Opens a scope on this thread: tensors made until it is disposed are freed with it.</summary>
    public static TensorScope Scope() => new();

    /// <summary>True once freed.</summary>
    public bool IsDisposed => _handle == 0;

    /// <summary>Number of dimensions.</summary>
    public int Rank => (int)NativeTorch.TensorDim(Handle);

    /// <summary>Sizes of all dimensions.</summary>
    public long[] Shape
    {
        get
        {
            var sizes = new long[Rank];
            fixed (long* p = sizes)
                NativeTorch.TensorSizes(Handle, p);
            return sizes;
        }
    }

    /// <summary>Elements from one index to the next, per dimension.</summary>
    public long[] Strides
    {
        get
        {
            var strides = new long[Rank];
            fixed (long* p = strides)
                NativeTorch.TensorStrides(Handle, p);
            return strides;
        }
    }

    /// <summary>Number of elements.</summary>
    public long ElementCount
    {
        get
        {
            long count = 1;
            foreach (var size in Shape)
                count *= size;
            return count;
        }
    }

    /// <summary>Element type.</summary>
    public ScalarType Type => (ScalarType)NativeTorch.TensorType(Handle);

    /// <summary>Where the elements are.</summary>
    public Device Device
    {
        get
        {
            int index;
            var type = (DeviceType)NativeTorch.TensorDevice(Handle, &index);
            return new(type, type == DeviceType.Cpu ? -1 : index);
        }
    }

    /// <summary>True where elements lie row after row without gaps.</summary>
    public bool IsContiguous => NativeTorch.TensorContiguous(Handle) != 0;

    /// <summary>Size of one dimension; negative numbers count from the end.</summary>
    public long Size(int dimension)
    {
        var rank = Rank;
        var index = dimension < 0 ? dimension + rank : dimension;
        if ((uint)index >= (uint)rank)
            throw new ArgumentOutOfRangeException(nameof(dimension), dimension, $"A tensor of {rank} dimensions was asked.");
        var sizes = stackalloc long[rank];
        NativeTorch.TensorSizes(Handle, sizes);
        return sizes[index];
    }

    /// <summary>Takes the tensor out of its scope: the caller frees it.</summary>
    public Tensor Detached()
    {
        Owner?.Release(this);
        return this;
    }

    /// <summary>Type and shape in one word, such as <c>f32[2, 3]</c>.</summary>
    public string Describe() => _handle == 0 ? "freed" : $"{Type}[{string.Join(", ", Shape)}]{(Device.Type == DeviceType.Cpu ? "" : $"@{Device}")}";

    /// <inheritdoc/>
    public override string ToString() => Describe();

    /// <inheritdoc/>
    public void Dispose()
    {
        Owner?.Release(this);
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes over a native handle with its reference.</summary>
    internal static Tensor FromHandle(nint handle, bool scoped = true)
    {
        if (handle == 0)
            throw new TorchException($"libtorch gave no tensor: {NativeTorch.Text(NativeTorch.LastError())}");
        var tensor = new Tensor(handle);
        if (scoped)
            TensorScope.Current?.Add(tensor);
        return tensor;
    }

    /// <summary>Frees without telling the scope, which is the caller.</summary>
    internal void FreeFromScope()
    {
        Owner = null;
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        var handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
            NativeTorch.TensorFree(handle);
    }
}
