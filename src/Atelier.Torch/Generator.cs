using Atelier.Torch.Interop;

namespace Atelier.Torch;

/// <summary>A source of random numbers with its own state.</summary>
/// <remarks>One on the CPU draws the same on every machine; one on a GPU spares a large draw the way from the CPU, but is that GPU's.</remarks>
public sealed unsafe class Generator : IDisposable
{
    private nint _handle;

    /// <summary>Starts the Mersenne twister at <paramref name="seed"/>, on the CPU.</summary>
    public Generator(ulong seed)
        : this(seed, Device.Cpu)
    {
    }

    /// <summary>Starts at <paramref name="seed"/>: the Mersenne twister on the CPU, Philox on a GPU.</summary>
    /// <exception cref="TorchException">There is no such GPU.</exception>
    public Generator(ulong seed, Device device)
    {
        if (device.Type == DeviceType.Cuda && device.Index >= TorchRuntime.CudaDevices)
            throw new TorchException($"A generator on {device} was asked; this libtorch sees {TorchRuntime.CudaDevices} GPUs.");
        (Seed, Device) = (seed, device);
        _handle = NativeTorch.GeneratorCreate(seed, device.Index);
        if (_handle == 0)
            throw new TorchException($"A generator on {device}: {NativeTorch.Text(NativeTorch.LastError())}");
    }

    /// <summary>Frees the native generator if nobody did.</summary>
    ~Generator() => Free();

    /// <summary>The seed it was made with.</summary>
    public ulong Seed { get; }

    /// <summary>Where it draws.</summary>
    public Device Device { get; }

    internal nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Generator));

    /// <summary>A generator on a device, started by a draw of this one: for large draws that shall not come from the CPU.</summary>
    /// <exception cref="TorchException">There is no such GPU.</exception>
    public Generator Fork(Device device)
    {
        using var seed = Tensor.RandInt(0, long.MaxValue, [1], this);
        return new((ulong)seed.ToArray<long>()[0], device);
    }

    /// <summary>The whole state as bytes, for a checkpoint.</summary>
    public byte[] GetState()
    {
        using var state = Tensor.FromHandle(NativeTorch.GeneratorState(Handle), scoped: false);
        return state.ToArray<byte>();
    }

    /// <summary>Goes back to a state that <see cref="GetState"/> gave.</summary>
    /// <exception cref="TorchException">The bytes are no state of this libtorch.</exception>
    public void SetState(byte[] state)
    {
        using var tensor = Tensor.From(state, [state.Length]);
        if (NativeTorch.GeneratorSetState(Handle, tensor.Handle) == 0)
            throw new TorchException("A generator state of another kind or version was given.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        var handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
            NativeTorch.GeneratorFree(handle);
    }
}
