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
    public Tensor Forward(Tensor x)
    {
        if (x.Type == ScalarType.Float64)
            return Tensor.LayerNorm(x, _shape, Weight?.Value.To(x.Type), Bias?.Value.To(x.Type), _epsilon);
        return Tensor.LayerNorm(x.Float(), _shape, Weight?.Value.Float(), Bias?.Value.Float(), _epsilon).To(x.Type);
    }
}
