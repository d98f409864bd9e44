namespace Atelier.Torch;

/// <summary>Zero mean and unit variance over the last dimension, computed in single precision.</summary>
public sealed class LayerNorm : Module
{
    private readonly long[] _shape;
    private readonly double _epsilon;

    /// <summary>Registers <c>weight</c> and <c>bias</c> [width] where it is affine.</summary>
    public LayerNorm(long width, double epsilon = 1e-5, bool affine = true, bool bias = true)
    {
        _shape = [width];
        _epsilon = epsilon;
        Weight = affine ? AddParameter("weight", [width], Initializers.Ones) : null;
        Bias = affine && bias ? AddParameter("bias", [width], Initializers.Zeros) : null;
    }

    /// <summary>[width], or null.</summary>
    public Parameter? Weight { get; }

    /// <summary>[width], or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>Applies the norm. [.., width]</summary>
    public Tensor Forward(Tensor x) => Forward(x, asOperand: false);

    /// <summary>Applies the norm. [.., width]</summary>
    /// <param name="x">[.., width]</param>
    /// <param name="asOperand">Gives the result as products take it (<see cref="Products.AsOperand"/>), where it goes to nothing else.</param>
    public Tensor Forward(Tensor x, bool asOperand)
    {
        var given = asOperand ? ProductPrecision.Current ?? x.Type : x.Type;
        if (CpuKernels.LayerNorm(x, Weight?.Value, Bias?.Value, _epsilon, given) is { } fused)
            return fused;
        var type = x.Type == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        return Tensor.LayerNorm(x.To(type), _shape, Weight?.Value.To(type), Bias?.Value.To(type), _epsilon).To(given);
    }
}
