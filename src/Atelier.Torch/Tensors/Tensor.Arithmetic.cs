using Atelier.Torch.Interop;

namespace Atelier.Torch;

// Element by element.
public sealed unsafe partial class Tensor
{
    /// <summary>This plus alpha times <paramref name="other"/>, broadcast.</summary>
    public Tensor Add(Tensor other, double alpha = 1) =>
        alpha == 1 ? Aten.AddTensor.Call(this, other, 1L) : Aten.AddTensor.Call(this, other, alpha);

    /// <summary>Adds a number.</summary>
    public Tensor Add(double value) => Aten.AddScalar.Call(this, value, 1L);

    /// <summary>Difference, broadcast.</summary>
    public Tensor Sub(Tensor other) => Aten.SubTensor.Call(this, other, 1L);

    /// <summary>Subtracts a number.</summary>
    public Tensor Sub(double value) => Aten.SubScalar.Call(this, value, 1L);

    /// <summary>A number minus this.</summary>
    public Tensor RSub(double value) => Aten.RsubScalar.Call(this, value, 1L);

    /// <summary>Product of elements, broadcast.</summary>
    public Tensor Mul(Tensor other) => Aten.MulTensor.Call(this, other);

    /// <summary>Product with a number.</summary>
    public Tensor Mul(double value) => Aten.MulScalar.Call(this, value);

    /// <summary>Quotient of elements, broadcast.</summary>
    public Tensor Div(Tensor other) => Aten.DivTensor.Call(this, other);

    /// <summary>Quotient by a number.</summary>
    public Tensor Div(double value) => Aten.DivScalar.Call(this, value);

    /// <summary>Quotient rounded down.</summary>
    public Tensor FloorDivide(Tensor other) => Aten.DivTensorMode.Call(this, other, "floor");

    /// <summary>Remainder with the sign of the divisor.</summary>
    public Tensor Remainder(Tensor other) => Aten.RemainderTensor.Call(this, other);

    /// <summary>Remainder with the sign of the divisor.</summary>
    public Tensor Remainder(double value) => Aten.RemainderScalar.Call(this, value);

    /// <summary>Power of each element.</summary>
    public Tensor Pow(double exponent) => Aten.PowTensorScalar.Call(this, exponent);

    /// <summary>Power of each element.</summary>
    public Tensor Pow(Tensor exponent) => Aten.PowTensorTensor.Call(this, exponent);

    /// <summary>Negative.</summary>
    public Tensor Neg() => Aten.Neg.Call(this);

    /// <summary>Absolute value.</summary>
    public Tensor Abs() => Aten.Abs.Call(this);

    /// <summary>-1, 0 or 1.</summary>
    public Tensor Sign() => Aten.Sign.Call(this);

    /// <summary>Square of each element.</summary>
    public Tensor Square() => Aten.Square.Call(this);

    /// <summary>Square root.</summary>
    public Tensor Sqrt() => Aten.Sqrt.Call(this);

    /// <summary>One over the square root.</summary>
    public Tensor Rsqrt() => Aten.Rsqrt.Call(this);

    /// <summary>One over each element.</summary>
    public Tensor Reciprocal() => Aten.Reciprocal.Call(this);

    /// <summary>e to the power of each element.</summary>
    public Tensor Exp() => Aten.Exp.Call(this);

    /// <summary>e to the power of each element, minus one, accurate near zero.</summary>
    public Tensor Expm1() => Aten.Expm1.Call(this);

    /// <summary>Natural logarithm.</summary>
    public Tensor Log() => Aten.Log.Call(this);

    /// <summary>Logarithm of one plus each element.</summary>
    public Tensor Log1p() => Aten.Log1p.Call(this);

    /// <summary>Logarithm to base 2.</summary>
    public Tensor Log2() => Aten.Log2.Call(this);

    /// <summary>Logarithm to base 10.</summary>
    public Tensor Log10() => Aten.Log10.Call(this);

    /// <summary>Sine (radians).</summary>
    public Tensor Sin() => Aten.Sin.Call(this);

    /// <summary>Cosine (radians).</summary>
    public Tensor Cos() => Aten.Cos.Call(this);

    /// <summary>Tangent (radians).</summary>
    public Tensor Tan() => Aten.Tan.Call(this);

    /// <summary>Arc tangent.</summary>
    public Tensor Atan() => Aten.Atan.Call(this);

    /// <summary>Angle of (x, this).</summary>
    public Tensor Atan2(Tensor x) => Aten.Atan2.Call(this, x);

    /// <summary>Arc cosine.</summary>
    public Tensor Acos() => Aten.Acos.Call(this);

    /// <summary>Error function.</summary>
    public Tensor Erf() => Aten.Erf.Call(this);

    /// <summary>Next whole number below.</summary>
    public Tensor Floor() => Aten.Floor.Call(this);

    /// <summary>Next whole number above.</summary>
    public Tensor Ceil() => Aten.Ceil.Call(this);

    /// <summary>Nearest whole number, halves to even.</summary>
    public Tensor Round() => Aten.Round.Call(this);

    /// <summary>Whole part.</summary>
    public Tensor Truncate() => Aten.Trunc.Call(this);

    /// <summary>Limits each element.</summary>
    public Tensor Clamp(double? min = null, double? max = null) => Aten.Clamp.Call(this, min, max);

    /// <summary>Limits each element by tensors, broadcast.</summary>
    public Tensor Clamp(Tensor? min, Tensor? max) => Aten.ClampTensor.Call(this, min, max);

    /// <summary>Larger of two, broadcast.</summary>
    public Tensor Maximum(Tensor other) => Aten.Maximum.Call(this, other);

    /// <summary>Smaller of two, broadcast.</summary>
    public Tensor Minimum(Tensor other) => Aten.Minimum.Call(this, other);

    /// <summary>This plus weight times (end minus this).</summary>
    public Tensor Lerp(Tensor end, double weight) => Aten.LerpScalar.Call(this, end, weight);

    /// <summary>This plus weight times (end minus this).</summary>
    public Tensor Lerp(Tensor end, Tensor weight) => Aten.LerpTensor.Call(this, end, weight);

    /// <summary>This plus value times a times b.</summary>
    public Tensor AddCMul(Tensor a, Tensor b, double value = 1) => Aten.Addcmul.Call(this, a, b, value);

    /// <summary>This plus value times a over b.</summary>
    public Tensor AddCDiv(Tensor a, Tensor b, double value = 1) => Aten.Addcdiv.Call(this, a, b, value);

    /// <summary>Replaces NaN, and infinities by the largest numbers.</summary>
    public Tensor NanToNum(double nan = 0) => Aten.NanToNum.Call(this, nan, Argument.None, Argument.None);
}
