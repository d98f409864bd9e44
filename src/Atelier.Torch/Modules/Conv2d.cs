using Atelier.Torch.Weights;

namespace Atelier.Torch;

/// <summary>Convolution in the plane. [B, in, H, W] to [B, out, H', W']</summary>
public sealed class Conv2d : Module
{
    private readonly long[] _stride;
    private readonly long[] _padding;
    private readonly long _groups;

    /// <summary>Registers <c>weight</c> [out, in / groups, k, k] and, where asked, <c>bias</c> [out].</summary>
    public Conv2d(long inputs, long outputs, int kernel, int stride = 1, int padding = 0, bool bias = true, int groups = 1)
    {
        if (inputs % groups != 0 || outputs % groups != 0)
            throw new ArgumentException($"{inputs} and {outputs} channels do not divide into {groups} groups.");
        (_stride, _padding, _groups) = ([stride, stride], [padding, padding], groups);
        var fanIn = inputs / groups * kernel * kernel;
        Weight = AddParameter("weight", [outputs, inputs / groups, kernel, kernel], Initializers.FanIn(fanIn));
        Bias = bias ? AddParameter("bias", [outputs], Initializers.FanIn(fanIn)) : null;
    }

    /// <summary>[out, in / groups, k, k]</summary>
    public Parameter Weight { get; }

    /// <summary>[out], or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>Applies the layer.</summary>
    public Tensor Forward(Tensor x)
    {
        if (Weight.Packed is null)
            return Products.Conv2d(x, Weight.Value, Bias?.Value, _stride, _padding, [1, 1], _groups);
        if (Weight.Packed is IPackedConvolution packed && Products.Conv2d(x, packed, Bias?.Value, _stride, _padding) is { } output)
            return output;
        // Unpacked for this product alone.
        using var scope = Tensor.Scope();
        return scope.Keep(Products.Conv2d(x, Weight.Value, Bias?.Value, _stride, _padding, [1, 1], _groups));
    }

    /// <summary>Arranges the weight as the CPU's convolution reads it, where that is possible. It is not trained after that.</summary>
    internal void Pack()
    {
        if (Weight.Packed is not null)
            return;
        var own = _groups == 1 ? PackedProduct.Of(Weight.Value) : null;
        if ((own ?? (IPackedConvolution?)PackedConvolution.Of(Weight.Value, _stride, _padding, _groups)) is { } packed)
            Weight.Packed = packed;
    }

    /// <summary>Applies the layer's stride, padding and groups with another weight and no bias.</summary>
    public Tensor Forward(Tensor x, Tensor weight) => Products.Conv2d(x, weight, null, _stride, _padding, [1, 1], _groups);
}
