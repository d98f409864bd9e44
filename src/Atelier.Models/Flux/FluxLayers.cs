using Atelier.Torch;

namespace Atelier.Models.Flux;

/// <summary>How layers of a FLUX transformer start: Glorot draws and zero biases. (Peebles and Xie 2022, arXiv 2212.09748.)</summary>
internal static class FluxLayers
{
    /// <summary>A Linear with Glorot draws and a zero bias.</summary>
    public static Linear Linear(long inputs, long outputs) => Start(new Linear(inputs, outputs), Initializers.Xavier);

    /// <summary>A Linear that starts at zero.</summary>
    public static Linear ZeroLinear(long inputs, long outputs) => Start(new Linear(inputs, outputs), Initializers.Zeros);

    private static Linear Start(Linear layer, Initializer weights)
    {
        layer.Weight.Initializer = weights;
        layer.Bias!.Initializer = Initializers.Zeros;
        return layer;
    }
}
