namespace Atelier.Models.Layers.FeedForwards;

/// <summary>What stands between the two Linears of a feed-forward.</summary>
public enum FeedForwardKind
{
    /// <summary><c>gelu</c>: exact GELU.</summary>
    Gelu,

    /// <summary><c>gelu-approximate</c>: GELU by tanh.</summary>
    GeluTanh,

    /// <summary><c>geglu</c>: value times GELU of the gate, value first.</summary>
    GeGlu,

    /// <summary><c>geglu-approximate</c>: x sigmoid(1.702 x) of one projection; not gated in spite of its name.</summary>
    GeluSigmoid,

    /// <summary><c>swiglu</c>: value times SiLU of the gate, value first.</summary>
    SwiGlu,

    /// <summary><c>linear-silu</c>: SiLU.</summary>
    Silu,
}
