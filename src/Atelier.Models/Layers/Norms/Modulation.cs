using Atelier.Models.Adapters;
using Atelier.Torch;

namespace Atelier.Models.Layers.Norms;

/// <summary>One Linear that makes shifts, scales and gates from an activated conditioning vector. Starts at zero, so that a block starts as identity.</summary>
/// <remarks>(Peebles and Xie 2022, arXiv 2212.09748: adaLN-Zero.)</remarks>
public sealed class Modulation : Module
{
    private readonly int _parts;

    /// <summary>Registers <c>linear</c>.</summary>
    /// <param name="inputs">Width of the conditioning vector.</param>
    /// <param name="width">Channels of the tokens.</param>
    /// <param name="parts">How many vectors come out.</param>
    /// <param name="bias">Whether the Linear has a bias.</param>
    public Modulation(long inputs, long width, int parts, bool bias = true)
    {
        _parts = parts;
        Linear = AddModule("linear", new Linear(inputs, parts * width, bias));
        Linear.Weight.Initializer = Initializers.Zeros;
        if (bias)
            Linear.Bias!.Initializer = Initializers.Zeros;
    }

    /// <summary>The layer.</summary>
    public Linear Linear { get; }

    /// <summary>The vectors in the order of the rows. [B, in] to parts x [B, 1, width]</summary>
    public Tensor[] Forward(Tensor activated, AdapterStack? adapters = null) =>
        Linear.Forward(activated, adapters).Unsqueeze(-2).Chunk(_parts, -1);
}
