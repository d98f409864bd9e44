using Atelier.Torch;
using Atelier.Torch.Distributed;
using Atelier.Training.Optimizers;

namespace Atelier.Training.Runs;

/// <summary>Training by several processes: each has its own samples, gradients are averaged, so all weights stay equal.</summary>
internal sealed class DataParallel : IDisposable
{
    private readonly ProcessGroup _group;
    private readonly Device _device;

    // NCCL moves GPU memory only.
    private DataParallel(ProcessGroup group, Device device) => (_group, _device) = (group, device);

    /// <summary>This process.</summary>
    public int Rank => _group.World.Rank;

    /// <summary>This process among those of its machine.</summary>
    public int LocalRank => _group.World.LocalRank;

    /// <summary>Processes.</summary>
    public int Size => _group.World.WorldSize;

    /// <summary>Meets the other processes by torchrun's environment variables; null where there are none.</summary>
    public static DataParallel? FromEnvironment(Device device)
    {
        if (WorldSettings.FromEnvironment() is not { } world)
            return null;
        var onGpu = device.Type == DeviceType.Cuda && ProcessGroup.Exists("nccl");
        return new(ProcessGroup.Join(world, onGpu ? "nccl" : "gloo"), onGpu ? Device.Cuda(world.LocalRank) : Device.Cpu);
    }

    /// <summary>Makes all start from the weights of process 0.</summary>
    public void Share(IEnumerable<Tensor> values)
    {
        using var noGrad = new NoGrad();
        foreach (var value in values)
        {
            using var scope = Tensor.Scope();
            var rows = value.Detach().Contiguous();
            _group.Broadcast(rows);
            value.CopyInPlace(rows);
        }
    }

    /// <summary>Averages gradients over the processes; one that a process lacks counts as zero.</summary>
    public void Average(IReadOnlyList<TrainedTensor> parameters)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        // One message for all: the time goes by messages, not by bytes.
        var flat = Tensor.Cat([.. parameters.Select(p => (p.Value.Grad ?? p.Value.ZerosLike()).Flatten())]);
        _group.AllReduce(flat);
        flat.DivInPlace(Size);
        long start = 0;
        foreach (var parameter in parameters)
        {
            var count = parameter.Value.ElementCount;
            parameter.Value.Grad = flat.Narrow(0, start, count).View(parameter.Value.Shape).Clone();
            start += count;
        }
    }

    /// <summary>The mean of the processes' numbers.</summary>
    public double Mean(double here)
    {
        using var scope = Tensor.Scope();
        var tensor = Tensor.From([here], 1).To(_device);
        _group.AllReduce(tensor);
        return tensor.Item() / Size;
    }

    /// <summary>True where one process says so.</summary>
    public bool Any(bool here) => Most(here ? 1 : 0) != 0;

    /// <summary>The smallest of the processes' numbers.</summary>
    public long Least(long here) => -Most(-here);

    /// <inheritdoc/>
    public void Dispose() => _group.Dispose();

    private long Most(long here)
    {
        using var scope = Tensor.Scope();
        var tensor = Tensor.From([here], 1).To(_device);
        _group.AllReduce(tensor, ReduceKind.Max);
        return (long)tensor.Item();
    }
}
