using Atelier.Torch.Interop;

namespace Atelier.Torch;

// Sums, extremes and norms.
public sealed unsafe partial class Tensor
{
    /// <summary>Sum of all elements.</summary>
    public Tensor Sum() => Aten.Sum.Call(this, Argument.None);

    /// <summary>Sum over dimensions.</summary>
    public Tensor Sum(long[] dimensions, bool keep = false) => Aten.SumDimIntList.Call(this, dimensions, keep, Argument.None);

    /// <summary>Mean of all elements.</summary>
    public Tensor Mean() => Aten.Mean.Call(this, Argument.None);

    /// <summary>Mean over dimensions.</summary>
    public Tensor Mean(long[] dimensions, bool keep = false) => Aten.MeanDim.Call(this, dimensions, keep, Argument.None);

    /// <summary>Variance over dimensions.</summary>
    public Tensor Var(long[] dimensions, bool unbiased = true, bool keep = false) => Aten.VarDim.Call(this, dimensions, unbiased, keep);

    /// <summary>Standard deviation over dimensions.</summary>
    public Tensor Std(long[] dimensions, bool unbiased = true, bool keep = false) => Aten.StdDim.Call(this, dimensions, unbiased, keep);

    /// <summary>Largest element.</summary>
    public Tensor Max() => Aten.Max.Call(this);

    /// <summary>Smallest element.</summary>
    public Tensor Min() => Aten.Min.Call(this);

    /// <summary>Largest over dimensions.</summary>
    public Tensor AMax(long[] dimensions, bool keep = false) => Aten.Amax.Call(this, dimensions, keep);

    /// <summary>Smallest over dimensions.</summary>
    public Tensor AMin(long[] dimensions, bool keep = false) => Aten.Amin.Call(this, dimensions, keep);

    /// <summary>Position of the largest.</summary>
    public Tensor ArgMax(int dimension, bool keep = false) => Aten.Argmax.Call(this, (long?)dimension, keep);

    /// <summary>Position of the smallest.</summary>
    public Tensor ArgMin(int dimension, bool keep = false) => Aten.Argmin.Call(this, (long?)dimension, keep);

    /// <summary>Product of all elements.</summary>
    public Tensor Prod() => Aten.Prod.Call(this, Argument.None);

    /// <summary>Running sum.</summary>
    public Tensor CumSum(int dimension) => Aten.Cumsum.Call(this, dimension, Argument.None);

    /// <summary>Running product.</summary>
    public Tensor CumProd(int dimension) => Aten.Cumprod.Call(this, dimension, Argument.None);

    /// <summary>True where all are.</summary>
    public Tensor All() => Aten.All.Call(this);

    /// <summary>True where one is.</summary>
    public Tensor Any() => Aten.Any.Call(this);

    /// <summary>Vector norm of an order, over all elements or dimensions.</summary>
    public Tensor Norm(double order = 2, long[]? dimensions = null, bool keep = false) =>
        Aten.LinalgVectorNorm.Call(this, order, dimensions, keep, Argument.None);

    /// <summary>Logarithm of the sum of exponentials.</summary>
    public Tensor LogSumExp(long[] dimensions, bool keep = false) => Aten.Logsumexp.Call(this, dimensions, keep);

    /// <summary>How often each number occurs.</summary>
    public Tensor BinCount(int minimum = 0) => Aten.Bincount.Call(this, Argument.None, minimum);

    /// <summary>Largest along a dimension, with positions.</summary>
    public (Tensor Values, Tensor Indices) Max(int dimension, bool keep = false)
    {
        var parts = Aten.MaxDim.CallMany(this, dimension, keep);
        return (parts[0], parts[1]);
    }

    /// <summary>Smallest along a dimension, with positions.</summary>
    public (Tensor Values, Tensor Indices) Min(int dimension, bool keep = false)
    {
        var parts = Aten.MinDim.CallMany(this, dimension, keep);
        return (parts[0], parts[1]);
    }
}
