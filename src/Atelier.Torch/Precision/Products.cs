namespace Atelier.Torch;

/// <summary>Matrix products and convolutions in the type that <see cref="ProductPrecision"/> says.</summary>
public static class Products
{
    /// <summary>This tensor as products take it. Where several products take it, it is converted once; and what they give stays in that type.</summary>
    public static Tensor AsOperand(Tensor x) => x.To(ProductPrecision.Current ?? x.Type);

    /// <summary>This tensor as it goes to products and from one to the next. On a GPU in their type: its memory sets the pace, not its arithmetic.</summary>
    public static Tensor Between(Tensor x) => x.Device.Type == DeviceType.Cuda ? AsOperand(x) : x;

    /// <summary>x W^T + b. [.., in] to [.., out], in the type of <paramref name="input"/>.</summary>
    public static Tensor Linear(Tensor input, Tensor weight, Tensor? bias = null)
    {
        // Operands of another type are converted for this product alone.
        using var scope = Tensor.Scope();
        var type = Common(input, weight);
        return scope.Keep(ProductTally.Count(
            ProductKind.Linear,
            () => Tensor.Linear(input.To(type), weight.To(type), bias?.To(type)).To(input.Type),
            output => 2.0 * output.ElementCount * weight.Size(-1)));
    }

    /// <summary>Matrix product over the last two dimensions, in the type of <paramref name="a"/>.</summary>
    public static Tensor MatMul(Tensor a, Tensor b)
    {
        using var scope = Tensor.Scope();
        var type = Common(a, b);
        return scope.Keep(a.To(type).MatMul(b.To(type)).To(a.Type));
    }

    /// <summary>Convolution in the plane. [B, C, H, W], in the type of <paramref name="input"/>.</summary>
    public static Tensor Conv2d(
        Tensor input, Tensor weight, Tensor? bias, long[] stride, long[] padding, long[] dilation, long groups = 1)
    {
        using var scope = Tensor.Scope();
        var type = Common(input, weight);
        return scope.Keep(ProductTally.Count(
            ProductKind.Convolution,
            () => Tensor.Conv2d(input.To(type), weight.To(type), bias?.To(type), stride, padding, dilation, groups).To(input.Type),
            output => 2.0 * output.ElementCount * weight.ElementCount / weight.Size(0)));
    }

    /// <summary>Convolution in the plane with a packed weight, or null where it has to be unpacked first.</summary>
    internal static Tensor? Conv2d(Tensor input, IPackedConvolution weight, Tensor? bias, long[] stride, long[] padding)
    {
        var shape = weight.Shape;
        return ProductTally.Try(
            ProductKind.Convolution,
            () => weight.Convolve(input, bias, stride, padding),
            output => 2.0 * output.ElementCount * shape[1] * shape[2] * shape[3]);
    }

    /// <summary>x W^T + b with a packed weight, or null where it has to be unpacked first.</summary>
    internal static Tensor? Linear(Tensor input, IPackedLinear weight, Tensor? bias)
    {
        var inputs = weight.Shape[^1];
        return ProductTally.Try(ProductKind.Linear, () => weight.Multiply(input, bias), output => 2.0 * output.ElementCount * inputs);
    }

    /// <summary>Whether this CPU has fast int8 products.</summary>
    public static bool MultipliesInt8OnThisCpu => CpuKernels.MultipliesInt8;

    /// <summary>Whether quantised weights are multiplied in int8 now.</summary>
    public static bool MultipliesInt8 => ProductPrecision.QuantisedInt8 && CpuKernels.MultipliesInt8;

    /// <summary>x W^T + b with quantised rows as a GGUF file stores them, in int8; null where <see cref="ProductPrecision.QuantisedInt8"/> or the CPU does not allow it.</summary>
    /// <param name="input">[.., in]</param>
    /// <param name="rows">Bytes of the rows, [out, bytes of a row].</param>
    /// <param name="type">The format's number of the type: Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K or Q5_K.</param>
    /// <param name="bias">[out], or null.</param>
    public static Tensor? LinearInt8(Tensor input, Tensor rows, int type, Tensor? bias) =>
        MultipliesInt8 ? CpuKernels.Linear(input, rows, type, bias) : null;

    /// <summary>Convolution in space. [B, C, T, H, W], in the type of <paramref name="input"/>.</summary>
    public static Tensor Conv3d(
        Tensor input, Tensor weight, Tensor? bias, long[] stride, long[] padding, long[] dilation, long groups = 1)
    {
        using var scope = Tensor.Scope();
        var type = Common(input, weight);
        return scope.Keep(ProductTally.Count(
            ProductKind.Convolution,
            () => Tensor.Conv3d(input.To(type), weight.To(type), bias?.To(type), stride, padding, dilation, groups).To(input.Type),
            output => 2.0 * output.ElementCount * weight.ElementCount / weight.Size(0)));
    }

    /// <summary>The type for a product of two operands: the set one, else the wider of the two.</summary>
    internal static ScalarType Common(Tensor a, Tensor b) =>
        ProductPrecision.Current ?? (a.Type == b.Type || a.Type.Size() >= b.Type.Size() ? a.Type : b.Type);
}
