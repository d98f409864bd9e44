using Atelier.Torch;

namespace Atelier.Models.Adapters.Lycoris;

/// <summary>A change of a layer's whole weight that is made of smaller factors.</summary>
public abstract class WeightUpdate : LayerUpdate
{
    private protected WeightUpdate(long[] shape, double scale) => (Shape, Scale) = (shape, scale);

    /// <summary>Shape of the layer's weight.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Factor of the change at weight 1.</summary>
    public double Scale { get; }

    /// <summary>The change of the weight at weight 1, in its shape.</summary>
    public Tensor Change() => Product().Reshape([.. Shape]) * Scale;

    /// <inheritdoc/>
    public override Tensor Apply(AdaptedCall call)
    {
        var change = Change().To(call.Input.Type);
        return call.Output.Add(call.Layer is Conv2d conv ? conv.Forward(call.Input, change) : Products.Linear(call.Input, change), call.Weight);
    }

    /// <inheritdoc/>
    public override (Tensor Weight, Tensor? Bias) Fuse(Tensor weight, Tensor? bias, double strength) =>
        (weight.Add(Change().To(weight.Type), strength), bias);

    /// <summary>The change without the scale, with as many values as the weight.</summary>
    private protected abstract Tensor Product();

    /// <summary>Registers a factor and gives it its values.</summary>
    private protected Parameter Factor(string name, Tensor values)
    {
        var parameter = AddParameter(name, values.Shape, Initializers.Zeros);
        parameter.Value = values.Float();
        return parameter;
    }

    /// <summary>A core with a matrix for each of its first two axes. [r, s, ..], [r, out], [s, in] to [out, in, ..]</summary>
    private protected static Tensor Tucker(Tensor core, Tensor outputs, Tensor inputs) => Tensor.Einsum("ij...,ip,jr->pr...", core, outputs, inputs);
}
