using Atelier.Torch.Interop;

namespace Atelier.Torch;

// Comparisons, masks and choices.
public sealed unsafe partial class Tensor
{
    /// <summary>Where equal.</summary>
    public Tensor Eq(Tensor other) => Aten.EqTensor.Call(this, other);

    /// <summary>Where equal to a number.</summary>
    public Tensor Eq(double value) => Aten.EqScalar.Call(this, value);

    /// <summary>Where different.</summary>
    public Tensor Ne(Tensor other) => Aten.NeTensor.Call(this, other);

    /// <summary>Where different from a number.</summary>
    public Tensor Ne(double value) => Aten.NeScalar.Call(this, value);

    /// <summary>Where less.</summary>
    public Tensor Lt(Tensor other) => Aten.LtTensor.Call(this, other);

    /// <summary>Where less than a number.</summary>
    public Tensor Lt(double value) => Aten.LtScalar.Call(this, value);

    /// <summary>Where less or equal.</summary>
    public Tensor Le(Tensor other) => Aten.LeTensor.Call(this, other);

    /// <summary>Where less than or equal to a number.</summary>
    public Tensor Le(double value) => Aten.LeScalar.Call(this, value);

    /// <summary>Where greater.</summary>
    public Tensor Gt(Tensor other) => Aten.GtTensor.Call(this, other);

    /// <summary>Where greater than a number.</summary>
    public Tensor Gt(double value) => Aten.GtScalar.Call(this, value);

    /// <summary>Where greater or equal.</summary>
    public Tensor Ge(Tensor other) => Aten.GeTensor.Call(this, other);

    /// <summary>Where greater than or equal to a number.</summary>
    public Tensor Ge(double value) => Aten.GeScalar.Call(this, value);

    /// <summary>Where both are true.</summary>
    public Tensor And(Tensor other) => Aten.LogicalAnd.Call(this, other);

    /// <summary>Where one is true.</summary>
    public Tensor Or(Tensor other) => Aten.LogicalOr.Call(this, other);

    /// <summary>Where false.</summary>
    public Tensor Not() => Aten.LogicalNot.Call(this);

    /// <summary>Where not a number.</summary>
    public Tensor IsNan() => Aten.Isnan.Call(this);

    /// <summary>Where neither NaN nor infinite.</summary>
    public Tensor IsFinite() => Aten.Isfinite.Call(this);

    /// <summary>Elements of a where the condition holds, else of b.</summary>
    public static Tensor Where(Tensor condition, Tensor a, Tensor b) => Aten.WhereSelf.Call(condition, a, b);

    /// <summary>A copy with a number where the mask is true.</summary>
    public Tensor MaskedFill(Tensor mask, double value) => Aten.MaskedFillScalar.Call(this, mask, value);

    /// <summary>Elements where the mask is true, in one row.</summary>
    public Tensor MaskedSelect(Tensor mask) => Aten.MaskedSelect.Call(this, mask);

    /// <summary>Positions of elements that are not zero. [N, rank]</summary>
    public Tensor NonZero() => Aten.Nonzero.Call(this);
}
