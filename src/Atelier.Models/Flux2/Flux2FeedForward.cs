using Atelier.Torch;

namespace Atelier.Models.Flux2;

/// <summary>A gated feed-forward, the gate first. [.., C]</summary>
internal sealed class Flux2FeedForward : Module
{
    private readonly Linear _in, _out;

    public Flux2FeedForward(Flux2Config config)
    {
        _in = AddModule("linear_in", new Linear(config.Width, 2 * config.InnerWidth, bias: false));
        _out = AddModule("linear_out", new Linear(config.InnerWidth, config.Width, bias: false));
    }

    public Tensor Forward(Tensor x) => _out.Forward(Gate(_in.Forward(x)));

    /// <summary>silu(first half) times second half.</summary>
    public static Tensor Gate(Tensor x)
    {
        var halves = x.Chunk(2, -1);
        return halves[0].Silu() * halves[1];
    }
}
