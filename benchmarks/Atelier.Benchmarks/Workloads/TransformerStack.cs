using Atelier.Torch;

namespace Atelier.Benchmarks.Workloads;

/// <summary>Blocks one after the other.</summary>
internal sealed class TransformerStack : Module
{
    private readonly TransformerBlock[] _blocks;

    public TransformerStack(int blocks, long width, long heads) => _blocks = AddModules("blocks", blocks, _ => new TransformerBlock(width, heads));

    public Tensor Forward(Tensor x) => _blocks.Aggregate(x, (tokens, block) => block.Forward(tokens));
}
