using Atelier.Torch.Interop;

namespace Atelier.Torch.Distributed;

/// <summary>Processes that work together; every one of them must make the same calls in the same order.</summary>
public sealed class ProcessGroup : IDisposable
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(30);
    private nint _handle;

    private ProcessGroup(nint handle, WorldSettings world) => (_handle, World) = (handle, world);

    /// <summary>Frees the native group if nobody did.</summary>
    ~ProcessGroup() => Free();

    /// <summary>Which process this is.</summary>
    public WorldSettings World { get; }

    /// <summary>True where the native library was built with a backend: <c>gloo</c> for CPUs, <c>nccl</c> for GPUs.</summary>
    public static bool Exists(string backend) => NativeTorch.GroupExists(backend) != 0;

    /// <summary>Meets the other processes.</summary>
    /// <param name="world">Which one this is, and where they meet.</param>
    /// <param name="backend"><c>gloo</c> or <c>nccl</c>.</param>
    /// <param name="timeout">Longest wait for the others; half an hour if left out.</param>
    /// <exception cref="TorchException">The library was built without the backend, or the others did not come.</exception>
    public static ProcessGroup Join(WorldSettings world, string backend = "gloo", TimeSpan? timeout = null)
    {
        if (!Exists(backend))
        {
            throw new TorchException(
                $"This native library was built without {backend}; install {(backend == "gloo" ? "libgloo-dev" : "NCCL's headers")} and build it again.");
        }

        var handle = NativeTorch.GroupCreate(
            backend, world.MasterAddress, world.MasterPort, world.Rank, world.WorldSize, (long)(timeout ?? DefaultTimeout).TotalMilliseconds);
        return handle != 0 ? new(handle, world) : throw Failure($"join {world.MasterAddress}:{world.MasterPort} as {world.Rank} of {world.WorldSize}");
    }

    /// <summary>Combines a tensor of all processes, in place, everywhere.</summary>
    /// <param name="tensor">Contiguous, of one shape and type in all processes.</param>
    /// <param name="kind">How.</param>
    public void AllReduce(Tensor tensor, ReduceKind kind = ReduceKind.Sum) =>
        Check(NativeTorch.GroupAllReduce(Handle, tensor.Handle, (int)kind), $"all-reduce of {tensor.Describe()}");

    /// <summary>Copies a tensor of one process to all others, in place.</summary>
    public void Broadcast(Tensor tensor, int root = 0) =>
        Check(NativeTorch.GroupBroadcast(Handle, tensor.Handle, root), $"broadcast of {tensor.Describe()} from {root}");

    /// <summary>Waits until all processes are here.</summary>
    public void Barrier() => Check(NativeTorch.GroupBarrier(Handle), "barrier");

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(ProcessGroup));

    private static unsafe TorchException Failure(string what) => new($"{what}: {NativeTorch.Text(NativeTorch.LastError())}");

    private static void Check(int result, string what)
    {
        if (result == 0)
            throw Failure(what);
    }

    private void Free()
    {
        var handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
            NativeTorch.GroupFree(handle);
    }
}
