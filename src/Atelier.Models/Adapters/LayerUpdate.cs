using Atelier.Torch;

namespace Atelier.Models.Adapters;

/// <summary>What an adapter changes of one layer.</summary>
public abstract class LayerUpdate : Module
{
    /// <summary>The output with the change.</summary>
    public abstract Tensor Apply(AdaptedCall call);

    /// <summary>The layer's weight and bias with the change built in, as new tensors.</summary>
    /// <param name="weight">[out, ..]</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="strength">Weight of the adapter.</param>
    public abstract (Tensor Weight, Tensor? Bias) Fuse(Tensor weight, Tensor? bias, double strength);
}
