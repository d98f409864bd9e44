using Atelier.Torch;

namespace Atelier.Models.Adapters;

/// <summary>What an adapter adds to the output of one layer.</summary>
public abstract class LayerUpdate : Module
{
    /// <summary>The addition for the layer's input. [.., in] to [.., out]</summary>
    public abstract Tensor Forward(Tensor x);
}
