using Atelier.Torch.Interop;

namespace Atelier.Torch.Weights;

/// <summary>A convolution's weight in the order that the CPU's convolution reads, so that no call arranges it anew.</summary>
/// <remarks>
/// At the sizes of Stable Diffusion's UNet, arranging the weights takes a quarter of a call at 256 x 256. Elements keep their values; only
/// their order in memory is another. It has no gradient.
/// </remarks>
internal sealed class PackedConvolution : IPackedConvolution, IDisposable
{
    // Below this many channels the convolution reads another order, which depends on the map.
    private const long FewestChannels = 16;

    private readonly Tensor _weight;

    private PackedConvolution(Tensor weight, ScalarType type, long[] shape) => (_weight, Type, Shape) = (weight, type, shape);

    /// <summary>Type of the elements.</summary>
    public ScalarType Type { get; }

    /// <inheritdoc/>
    public long[] Shape { get; }

    /// <summary>The weight packed, or null where this libtorch or the weight does not allow it.</summary>
    public static PackedConvolution? Of(Tensor weight, long[] stride, long[] padding, long groups)
    {
        if (weight.Device.Type != DeviceType.Cpu || weight.Type is not (ScalarType.Float32 or ScalarType.BFloat16) || weight.RequiresGrad
            || groups != 1 || weight.Size(0) < FewestChannels || weight.Size(1) < FewestChannels || !Aten.MkldnnReorderConv2dWeight.Exists)
        {
            return null;
        }

        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        try
        {
            var opaque = Aten.ToMkldnn.Call(weight.Contiguous(), Argument.None);
            long[] dilation = [1, 1];
            // libtorch 2 takes the size of the map, too.
            var packed = TorchRuntime.Version.StartsWith("1.", StringComparison.Ordinal)
                ? Aten.MkldnnReorderConv2dWeight.Call(opaque, padding, stride, dilation, groups)
                : Aten.MkldnnReorderConv2dWeight.Call(opaque, padding, stride, dilation, groups, Argument.None);
            return new(packed.Detached(), weight.Type, weight.Shape);
        }
        catch (TorchException)
        {
            // A libtorch without oneDNN, or a CPU that it does not know: the plain weight does as well.
            return null;
        }
    }

    /// <inheritdoc/>
    public Tensor? Convolve(Tensor x, Tensor? bias, long[] stride, long[] padding)
    {
        if (NoGrad.IsRecording || (ProductPrecision.Current ?? x.Type) != Type)
            return null;
        using var scope = Tensor.Scope();
        var output = Aten.MkldnnConvolution.Call(x.To(Type), _weight, bias?.To(Type), padding, stride, new[] { 1L, 1L }, 1L);
        return scope.Keep(output.To(x.Type));
    }

    /// <inheritdoc/>
    public Tensor Unpack() => Aten.ToDense.Call(_weight, Argument.None);

    /// <summary>Frees the elements.</summary>
    public void Dispose() => _weight.Dispose();

    /// <inheritdoc/>
    public IPackedTensor Rows(long start, long count) => throw new NotSupportedException("The rows of a packed convolution do not lie after each other.");
}
