using Atelier.Torch.Interop;

namespace Atelier.Torch;

/// <summary>A source of random numbers with its own state, on the CPU so that every machine draws the same.</summary>
public sealed class Generator : IDisposable
{
    private nint _handle;

    /// <summary>Starts the Mersenne twister at <paramref name="seed"/>.</summary>
    public Generator(ulong seed)
    {
        Seed = seed;
        _handle = NativeTorch.GeneratorCreate(seed);
    }

    /// <summary>Frees the native generator if nobody did.</summary>
    ~Generator() => Free();

    /// <summary>The seed it was made with.</summary>
    public ulong Seed { get; }

    internal nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Generator));

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
