using Atelier.Torch;
using Atelier.Training.Optimizers;

namespace Atelier.Benchmarks.Workloads;

/// <summary>A training step of a transformer: forward, backward, AdamW.</summary>
internal sealed class TransformerWork : IWorkload
{
    private readonly TransformerStack _model;
    private readonly Optimizer _optimizer;
    private readonly Tensor _x;
    private readonly Tensor _target;

    public TransformerWork(int blocks, long width, long heads, long tokens, long batch)
    {
        using var generator = new Generator(0);
        _model = new TransformerStack(blocks, width, heads);
        _model.Initialize(generator);
        _model.RequireGradients(true);
        _optimizer = new AdamWConfig { Lr = 1e-4 }.Create(_model.Parameters().Select(p => new TrainedTensor(p.Name, p.Parameter.Value)));
        _x = Tensor.RandN([batch, tokens, width], generator);
        _target = Tensor.RandN([batch, tokens, width], generator);
        RivalArguments = $"transformer {blocks} {width} {heads} {tokens} {batch}";
    }

    public string RivalArguments { get; }

    public void Step()
    {
        using var scope = Tensor.Scope();
        _optimizer.ZeroGradients();
        _model.Forward(_x).MseLoss(_target).Backward();
        _optimizer.Step();
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _model.Dispose();
        _x.Dispose();
        _target.Dispose();
    }
}
