using Atelier.Torch;

namespace Atelier.Benchmarks.Workloads;

/// <summary>Products of square matrices.</summary>
internal sealed class MatMulWork : IWorkload
{
    private readonly int _times;
    private readonly Tensor _a;
    private readonly Tensor _b;

    public MatMulWork(long size, int times)
    {
        using var generator = new Generator(0);
        (_times, _a, _b) = (times, Tensor.RandN([size, size], generator), Tensor.RandN([size, size], generator));
        RivalArguments = $"matmul {size} {times}";
    }

    public string RivalArguments { get; }

    public void Step()
    {
        using var noGrad = new NoGrad();
        for (var i = 0; i < _times; i++)
        {
            using var scope = Tensor.Scope();
            Products.MatMul(_a, _b);
        }
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }
}
