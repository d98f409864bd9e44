using Atelier.Torch.Interop;

namespace Atelier.Torch.Weights;

/// <summary>A bfloat16 weight of a convolution or matrix in the order that our own kernels read (native/torch/kernels/products.h).</summary>
/// <remarks>Elements keep their values; only their order in memory is another. It has no gradient.</remarks>
internal sealed class PackedProduct : IPackedConvolution, IPackedLinear, IDisposable
{
    private const long Panel = 64;
    private const long MostTaps = 64;

    private readonly Tensor _weight;

    private PackedProduct(Tensor weight, long[] shape) => (_weight, Shape) = (weight, shape);

    /// <inheritdoc/>
    public long[] Shape { get; }

    /// <inheritdoc/>
    public bool RoundsOperand => false;

    private long[] Sizes => Shape.Length == 2 ? [.. Shape, 1, 1] : Shape;

    /// <summary>The weight packed, or null where this CPU or the weight does not allow it.</summary>
    /// <param name="weight">[out, in] or [out, in, high, wide]</param>
    public static PackedProduct? Of(Tensor weight)
    {
        if (weight.Device.Type != DeviceType.Cpu || weight.Type != ScalarType.BFloat16 || weight.RequiresGrad || !CpuKernels.MultipliesBrain
            || (weight.Rank == 4 && weight.Size(2) * weight.Size(3) > MostTaps))
        {
            return null;
        }

        // Views of the plain weight would keep its memory.
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        return new(Aten.OwnPack.Call(weight.Rank == 2 ? weight.Unsqueeze(-1).Unsqueeze(-1) : weight).Detached(), weight.Shape);
    }

    /// <inheritdoc/>
    public Tensor? Multiply(Tensor x, Tensor? bias) => Shape.Length == 2 && Applies(x) ? Aten.OwnLinear.Call(x, _weight, bias, Shape[0]) : null;

    /// <inheritdoc/>
    public Tensor? Convolve(Tensor x, Tensor? bias, long[] stride, long[] padding) =>
        Shape.Length == 4 && Applies(x) ? Aten.OwnConvolve.Call(x, _weight, bias, Shape, stride, padding) : null;

    /// <inheritdoc/>
    public Tensor Unpack()
    {
        using var scope = Tensor.Scope();
        var sizes = Sizes;
        var (outputs, inputs, taps) = (sizes[0], sizes[1], sizes[2] * sizes[3]);
        // [panel, tap, pair, output, 2] to [output, input, tap]
        var plain = _weight.Reshape((outputs + Panel - 1) / Panel, taps, (inputs + 1) / 2, Panel, 2).Permute(0, 3, 2, 4, 1).Reshape(-1, (inputs + 1) / 2 * 2, taps);
        return scope.Keep(plain.Narrow(0, 0, outputs).Narrow(1, 0, inputs).Reshape(Shape).Contiguous());
    }

    /// <summary>Frees the elements.</summary>
    public void Dispose() => _weight.Dispose();

    /// <inheritdoc/>
    public IPackedTensor Rows(long start, long count) => throw new NotSupportedException("The rows of a packed weight do not lie after each other.");

    private static bool Applies(Tensor x) =>
        CpuKernels.Takes(x) && x.ElementCount > 0 && (ProductPrecision.Current ?? x.Type) == ScalarType.BFloat16;
}
