namespace Atelier.Torch;

/// <summary>Divides by the root mean square over the last dimension, in single precision. (Zhang and Sennrich 2019, arXiv 1910.07467)</summary>
public sealed class RmsNorm : Module
{
    private readonly double _epsilon;

    /// <summary>Registers <c>weight</c> [width] where it is affine.</summary>
    public RmsNorm(long width, double epsilon = 1e-6, bool affine = true)
    {
        _epsilon = epsilon;
        Weight = affine ? AddParameter("weight", [width], Initializers.Ones) : null;
    }

    /// <summary>[width], or null.</summary>
    public Parameter? Weight { get; }

    /// <summary>Applies the norm. [.., width]</summary>
    public Tensor Forward(Tensor x)
    {
        var given = Weight?.Value.Type is ScalarType.BFloat16 or ScalarType.Float16 ? Weight.Value.Type : x.Type;
        if (CpuKernels.RmsNorm(x, Weight?.Value, _epsilon, given) is { } fused)
            return fused;
        var wide = x.Type == ScalarType.Float64 ? x : x.Float();
        if (x.Device.Type == DeviceType.Cuda && Tensor.HasRmsNorm && (Weight is null || Weight.Value.Type == wide.Type))
            return Tensor.RmsNorm(wide, [x.Size(-1)], Weight?.Value, _epsilon).To(x.Type);
        var scaled = wide * (wide.Square().Mean([-1], keep: true) + _epsilon).Rsqrt();
        if (Weight is null)
            return scaled.To(x.Type);
        // As the reference: a half-precision weight is met by a value rounded to its type.
        var weight = Weight.Value;
        return weight.Type is ScalarType.BFloat16 or ScalarType.Float16 ? scaled.To(weight.Type) * weight : (scaled * weight).To(x.Type);
    }
}
