using Atelier.Torch.Weights;

namespace Atelier.Torch;

/// <summary>x W^T + b. [.., in] to [.., out]</summary>
public class Linear : Module
{
    /// <summary>Registers <c>weight</c> [out, in] and, where asked, <c>bias</c> [out].</summary>
    public Linear(long inputs, long outputs, bool bias = true)
    {
        Inputs = inputs;
        Outputs = outputs;
        Weight = AddParameter("weight", [outputs, inputs], Initializers.FanIn(inputs));
        Bias = bias ? AddParameter("bias", [outputs], Initializers.FanIn(inputs)) : null;
    }

    /// <summary>Channels that come in.</summary>
    public long Inputs { get; }

    /// <summary>Channels that go out.</summary>
    public long Outputs { get; }

    /// <summary>[out, in]</summary>
    public Parameter Weight { get; }

    /// <summary>[out], or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>Applies the layer.</summary>
    public virtual Tensor Forward(Tensor x)
    {
        if (Weight.Packed is null)
            return Products.Linear(x, Weight.Value, Bias?.Value);
        if (Weight.Packed is IPackedLinear packed && Products.Linear(x, packed, Bias?.Value) is { } output)
            return output;
        // Unpacked for this product alone.
        using var scope = Tensor.Scope();
        return scope.Keep(Products.Linear(x, Weight.Value, Bias?.Value));
    }

    /// <summary>Arranges the weight as the CPU's products read it, where that is possible. It is not trained after that.</summary>
    internal void Pack()
    {
        if (Weight.Packed is null && PackedProduct.Of(Weight.Value) is { } packed)
            Weight.Packed = packed;
    }
}
