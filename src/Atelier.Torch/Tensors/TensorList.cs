using Atelier.Torch.Interop;

namespace Atelier.Torch;

/// <summary>The same change of many tensors in one call: on a GPU a few launches in place of one a tensor.</summary>
public static class TensorList
{
    /// <summary>Multiplies each in place by a number.</summary>
    public static void MulInPlace(Tensor[] tensors, double value) => Aten.ForeachMulInPlaceScalar.CallMany(tensors, value);

    /// <summary>Adds alpha times its partner to each in place.</summary>
    public static void AddInPlace(Tensor[] tensors, Tensor[] others, double alpha = 1) => Aten.ForeachAddInPlaceList.CallMany(tensors, others, alpha);

    /// <summary>Adds a number to each in place.</summary>
    public static void AddInPlace(Tensor[] tensors, double value) => Aten.ForeachAddInPlaceScalar.CallMany(tensors, value);

    /// <summary>Adds value times a times b to each in place.</summary>
    public static void AddCMulInPlace(Tensor[] tensors, Tensor[] a, Tensor[] b, double value = 1) =>
        Aten.ForeachAddcmulInPlaceScalar.CallMany(tensors, a, b, value);

    /// <summary>Adds value times a over b to each in place.</summary>
    public static void AddCDivInPlace(Tensor[] tensors, Tensor[] a, Tensor[] b, double value = 1) =>
        Aten.ForeachAddcdivInPlaceScalar.CallMany(tensors, a, b, value);

    /// <summary>The root of each.</summary>
    public static Tensor[] Sqrt(Tensor[] tensors) => Aten.ForeachSqrt.CallMany(tensors);

    /// <summary>Moves each in place towards its partner.</summary>
    public static void LerpInPlace(Tensor[] tensors, Tensor[] ends, double weight)
    {
        if (Aten.ForeachLerpInPlaceScalar.Exists)
        {
            Aten.ForeachLerpInPlaceScalar.CallMany(tensors, ends, weight);
            return;
        }

        for (var i = 0; i < tensors.Length; i++)
            tensors[i].LerpInPlace(ends[i], weight);
    }
}
