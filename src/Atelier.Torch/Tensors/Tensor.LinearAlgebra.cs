using Atelier.Torch.Interop;

namespace Atelier.Torch;

// Decompositions and solutions.
public sealed unsafe partial class Tensor
{
    /// <summary>Inverse of square matrices.</summary>
    public Tensor Inverse() => Aten.LinalgInv.Call(this);

    /// <summary>Lower Cholesky factor.</summary>
    public Tensor Cholesky() => Aten.LinalgCholesky.Call(this, false);

    /// <summary>Determinant.</summary>
    public Tensor Determinant() => Aten.LinalgDet.Call(this);

    /// <summary>Exponential of a matrix.</summary>
    public Tensor MatrixExp() => Aten.LinalgMatrixExp.Call(this);

    /// <summary>X with this X = right.</summary>
    public Tensor Solve(Tensor right) => Aten.LinalgSolve.Call(this, right, true);

    /// <summary>Moore-Penrose inverse.</summary>
    public Tensor PseudoInverse() => Aten.LinalgPinv.Call(this, 1e-15, false);

    /// <summary>Singular value decomposition.</summary>
    public (Tensor U, Tensor S, Tensor Vh) Svd(bool full = false)
    {
        var parts = Aten.LinalgSvd.CallMany(this, full, Argument.None);
        return (parts[0], parts[1], parts[2]);
    }

    /// <summary>QR decomposition, reduced.</summary>
    public (Tensor Q, Tensor R) Qr()
    {
        var parts = Aten.LinalgQr.CallMany(this, "reduced");
        return (parts[0], parts[1]);
    }

    /// <summary>Eigenvalues and vectors of symmetric matrices.</summary>
    public (Tensor Values, Tensor Vectors) Eigh()
    {
        var parts = Aten.LinalgEigh.CallMany(this, "L");
        return (parts[0], parts[1]);
    }

    /// <summary>Distinct values, for each element which, and how often.</summary>
    public (Tensor Values, Tensor Inverse, Tensor Counts) Unique()
    {
        var parts = Aten.HiddenUnique2.CallMany(this, true, true, true);
        return (parts[0], parts[1], parts[2]);
    }
}
