using Atelier.Models.Adapters;
using Atelier.Torch;

namespace Atelier.Models.Layers.FeedForwards;

/// <summary>Linear, activation, Linear, token by token. [.., C] to [.., out]</summary>
public sealed class FeedForward : Module
{
    private readonly FeedForwardKind _kind;
    private readonly Linear _in;
    private readonly Linear _out;

    /// <summary>Registers <c>net.0.proj</c> and <c>net.2</c>.</summary>
    /// <param name="width">Channels that come in.</param>
    /// <param name="inner">Channels between the Linears, after gating.</param>
    /// <param name="kind">The activation.</param>
    /// <param name="outputs">Channels that go out; as came in if left out.</param>
    /// <param name="bias">Whether the Linears have biases.</param>
    public FeedForward(long width, long inner, FeedForwardKind kind, long? outputs = null, bool bias = true)
    {
        _kind = kind;
        var gated = kind is FeedForwardKind.GeGlu or FeedForwardKind.SwiGlu;
        _in = AddModule("net.0.proj", new Linear(width, gated ? 2 * inner : inner, bias));
        _out = AddModule("net.2", new Linear(inner, outputs ?? width, bias));
    }

    /// <summary>The kind that public configs call by this name.</summary>
    /// <exception cref="ArgumentException">There is no such activation.</exception>
    public static FeedForwardKind KindOf(string name) => name switch
    {
        "gelu" => FeedForwardKind.Gelu,
        "gelu-approximate" => FeedForwardKind.GeluTanh,
        "geglu" => FeedForwardKind.GeGlu,
        "geglu-approximate" => FeedForwardKind.GeluSigmoid,
        "swiglu" => FeedForwardKind.SwiGlu,
        "linear-silu" => FeedForwardKind.Silu,
        _ => throw new ArgumentException(
            $"No feed-forward activation '{name}'; there are gelu, gelu-approximate, geglu, geglu-approximate, swiglu, linear-silu."),
    };

    /// <summary>Applies both Linears.</summary>
    public Tensor Forward(Tensor x, AdapterStack? adapters = null) => _out.Forward(Activate(_in.Forward(x, adapters)), adapters);

    private Tensor Activate(Tensor x)
    {
        if (_kind == FeedForwardKind.GeGlu)
            return x.GatedGelu();
        if (_kind == FeedForwardKind.SwiGlu)
        {
            var parts = x.Chunk(2, -1);
            // In single precision, whatever type the product gave.
            var gate = parts[1].Widened().Silu();
            return (NoGrad.IsRecording ? parts[0] * gate : gate.MulInPlace(parts[0])).To(x.Type);
        }

        return _kind switch
        {
            FeedForwardKind.Gelu => x.Gelu(),
            FeedForwardKind.GeluTanh => x.Gelu(tanh: true),
            FeedForwardKind.GeluSigmoid => x * (x * 1.702).Sigmoid(),
            _ => x.Silu(),
        };
    }
}
