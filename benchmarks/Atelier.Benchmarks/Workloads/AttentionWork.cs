using Atelier.Torch;

namespace Atelier.Benchmarks.Workloads;

/// <summary>Attention of all tokens to all.</summary>
internal sealed class AttentionWork : IWorkload
{
    private readonly Tensor _q;
    private readonly Tensor _k;
    private readonly Tensor _v;

    public AttentionWork(long batch, long heads, long tokens, long width)
    {
        using var generator = new Generator(0);
        long[] shape = [batch, heads, tokens, width];
        (_q, _k, _v) = (Tensor.RandN(shape, generator), Tensor.RandN(shape, generator), Tensor.RandN(shape, generator));
        RivalArguments = $"attention {batch} {heads} {tokens} {width}";
    }

    public string RivalArguments { get; }

    public void Step()
    {
        using var noGrad = new NoGrad();
        using var scope = Tensor.Scope();
        ScaledDotProduct.Attend(_q, _k, _v);
    }

    public void Dispose()
    {
        _q.Dispose();
        _k.Dispose();
        _v.Dispose();
    }
}
