using Atelier.Torch;

namespace Atelier.Benchmarks.Workloads;

/// <summary>A 3x3 convolution that keeps size and channels.</summary>
internal sealed class ConvWork : IWorkload
{
    private readonly Conv2d _conv;
    private readonly Tensor _x;

    public ConvWork(long batch, long channels, long size)
    {
        using var generator = new Generator(0);
        _conv = new Conv2d(channels, channels, 3, padding: 1);
        _conv.Initialize(generator);
        _x = Tensor.RandN([batch, channels, size, size], generator);
        RivalArguments = $"conv {batch} {channels} {size}";
    }

    public string RivalArguments { get; }

    public void Step()
    {
        using var noGrad = new NoGrad();
        using var scope = Tensor.Scope();
        _conv.Forward(_x);
    }

    public void Dispose()
    {
        _conv.Dispose();
        _x.Dispose();
    }
}
