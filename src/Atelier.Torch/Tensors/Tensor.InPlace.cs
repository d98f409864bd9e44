using Atelier.Torch.Interop;

namespace Atelier.Torch;

// Changes of a tensor in place.
public sealed unsafe partial class Tensor
{
    /// <summary>Adds alpha times <paramref name="other"/> to this.</summary>
    public Tensor AddInPlace(Tensor other, double alpha = 1)
    {
        Aten.AddInPlaceTensor.Call(this, other, alpha).Dispose();
        return this;
    }

    /// <summary>Multiplies this by its sigmoid.</summary>
    public Tensor SiluInPlace()
    {
        Aten.SiluInPlace.Call(this).Dispose();
        return this;
    }

    /// <summary>Adds a number to this.</summary>
    public Tensor AddInPlace(double value)
    {
        Aten.AddInPlaceScalar.Call(this, value, 1L).Dispose();
        return this;
    }

    /// <summary>Subtracts from this.</summary>
    public Tensor SubInPlace(Tensor other)
    {
        Aten.SubInPlaceTensor.Call(this, other, 1L).Dispose();
        return this;
    }

    /// <summary>Multiplies this, broadcast.</summary>
    public Tensor MulInPlace(Tensor other)
    {
        Aten.MulInPlaceTensor.Call(this, other).Dispose();
        return this;
    }

    /// <summary>Multiplies this by a number.</summary>
    public Tensor MulInPlace(double value)
    {
        Aten.MulInPlaceScalar.Call(this, value).Dispose();
        return this;
    }

    /// <summary>Divides this, broadcast.</summary>
    public Tensor DivInPlace(Tensor other)
    {
        Aten.DivInPlaceTensor.Call(this, other).Dispose();
        return this;
    }

    /// <summary>Divides this by a number.</summary>
    public Tensor DivInPlace(double value)
    {
        Aten.DivInPlaceScalar.Call(this, value).Dispose();
        return this;
    }

    /// <summary>Adds value times a times b to this.</summary>
    public Tensor AddCMulInPlace(Tensor a, Tensor b, double value = 1)
    {
        Aten.AddcmulInPlace.Call(this, a, b, value).Dispose();
        return this;
    }

    /// <summary>Adds value times a over b to this.</summary>
    public Tensor AddCDivInPlace(Tensor a, Tensor b, double value = 1)
    {
        Aten.AddcdivInPlace.Call(this, a, b, value).Dispose();
        return this;
    }

    /// <summary>Moves this towards <paramref name="end"/>.</summary>
    public Tensor LerpInPlace(Tensor end, double weight)
    {
        Aten.LerpInPlaceScalar.Call(this, end, weight).Dispose();
        return this;
    }

    /// <summary>Square root in place.</summary>
    public Tensor SqrtInPlace()
    {
        Aten.SqrtInPlace.Call(this).Dispose();
        return this;
    }

    /// <summary>One over the square root, in place.</summary>
    public Tensor RsqrtInPlace()
    {
        Aten.RsqrtInPlace.Call(this).Dispose();
        return this;
    }

    /// <summary>-1, 0 or 1, in place.</summary>
    public Tensor SignInPlace()
    {
        Aten.SignInPlace.Call(this).Dispose();
        return this;
    }

    /// <summary>The larger of this and <paramref name="other"/>, in place.</summary>
    public Tensor MaximumInPlace(Tensor other)
    {
        Aten.MaximumOut.Call(this, other, this).Dispose();
        return this;
    }

    /// <summary>Limits each element in place.</summary>
    public Tensor ClampInPlace(double? min = null, double? max = null)
    {
        Aten.ClampInPlace.Call(this, min, max).Dispose();
        return this;
    }

    /// <summary>Sets all elements to 0.</summary>
    public Tensor ZeroInPlace()
    {
        Aten.ZeroInPlace.Call(this).Dispose();
        return this;
    }

    /// <summary>Sets all elements to a number.</summary>
    public Tensor FillInPlace(double value)
    {
        Aten.FillInPlaceScalar.Call(this, value).Dispose();
        return this;
    }

    /// <summary>Copies elements, broadcast and converted, from another tensor.</summary>
    public Tensor CopyInPlace(Tensor source)
    {
        Aten.CopyInPlace.Call(this, source, false).Dispose();
        return this;
    }

    /// <summary>Fills with normal draws.</summary>
    public Tensor NormalInPlace(double mean, double std, Generator generator)
    {
        Aten.NormalInPlace.Call(this, mean, std, generator).Dispose();
        return this;
    }

    /// <summary>Fills with uniform draws.</summary>
    public Tensor UniformInPlace(double from, double to, Generator generator)
    {
        Aten.UniformInPlace.Call(this, from, to, generator).Dispose();
        return this;
    }

    /// <summary>Adds rows of <paramref name="source"/> at <paramref name="index"/>.</summary>
    public Tensor IndexAddInPlace(int dimension, Tensor index, Tensor source)
    {
        Aten.IndexAddInPlace.Call(this, dimension, index, source, 1L).Dispose();
        return this;
    }

    /// <summary>Copies rows of <paramref name="source"/> to <paramref name="index"/>.</summary>
    public Tensor IndexCopyInPlace(int dimension, Tensor index, Tensor source)
    {
        Aten.IndexCopyInPlace.Call(this, dimension, index, source).Dispose();
        return this;
    }

    /// <summary>Sets elements where the mask is true.</summary>
    public Tensor MaskedFillInPlace(Tensor mask, double value)
    {
        Aten.MaskedFillInPlaceScalar.Call(this, mask, value).Dispose();
        return this;
    }
}
