using Atelier.Torch.Interop;

namespace Atelier.Torch;

/// <summary>One operation over many tensors, which a GPU does in a few launches instead of several for each tensor.</summary>
/// <remarks>Norms, factors on the GPU and moves are taken one after the other where libtorch has no such operator, or on the CPU.</remarks>
public static class TensorLists
{
    /// <summary>The norm over all elements of all tensors, without asking for the number. []</summary>
    /// <exception cref="ArgumentException">There is no tensor.</exception>
    public static Tensor Norm(Tensor[] tensors, double order = 2)
    {
        if (tensors.Length == 0)
            throw new ArgumentException("There is no tensor whose norm could be taken.", nameof(tensors));
        using var scope = Tensor.Scope();
        var norms = IsTogether(tensors, Aten.ForeachNormScalar)
            ? Aten.ForeachNormScalar.CallMany(tensors, order)
            : [.. tensors.Select(t => t.Norm(order))];
        return scope.Keep(Tensor.Stack([.. norms.Select(n => n.To(norms[0].Device, ScalarType.Float32))]).Norm(order));
    }

    /// <summary>Multiplies each by a number that may still be on the GPU. []</summary>
    public static void MulInPlace(Tensor[] tensors, Tensor factor)
    {
        if (IsTogether(tensors, Aten.ForeachMulInPlaceTensor))
        {
            Aten.ForeachMulInPlaceTensor.CallMany(tensors, factor);
            return;
        }

        foreach (var tensor in tensors)
            tensor.MulInPlace(factor);
    }

    /// <summary>Moves each towards its counterpart.</summary>
    public static void LerpInPlace(Tensor[] tensors, Tensor[] ends, double weight)
    {
        if (IsTogether(tensors, Aten.ForeachLerpInPlaceScalar))
        {
            Aten.ForeachLerpInPlaceScalar.CallMany(tensors, ends, weight);
            return;
        }

        for (var i = 0; i < tensors.Length; i++)
            tensors[i].LerpInPlace(ends[i], weight);
    }

    /// <summary>Multiplies each by a number.</summary>
    public static void MulInPlace(Tensor[] tensors, double value) => Aten.ForeachMulInPlaceScalar.CallMany(tensors, value);

    /// <summary>Adds alpha times its counterpart to each.</summary>
    public static void AddInPlace(Tensor[] tensors, Tensor[] others, double alpha = 1) => Aten.ForeachAddInPlaceList.CallMany(tensors, others, alpha);

    /// <summary>Adds a number to each.</summary>
    public static void AddInPlace(Tensor[] tensors, double value) => Aten.ForeachAddInPlaceScalar.CallMany(tensors, value);

    /// <summary>Adds value times a times b to each.</summary>
    public static void AddCMulInPlace(Tensor[] tensors, Tensor[] a, Tensor[] b, double value = 1) =>
        Aten.ForeachAddcmulInPlaceScalar.CallMany(tensors, a, b, value);

    /// <summary>Adds value times a over b to each.</summary>
    public static void AddCDivInPlace(Tensor[] tensors, Tensor[] a, Tensor[] b, double value = 1) =>
        Aten.ForeachAddcdivInPlaceScalar.CallMany(tensors, a, b, value);

    /// <summary>The root of each.</summary>
    public static Tensor[] Sqrt(Tensor[] tensors) => Aten.ForeachSqrt.CallMany(tensors);

    private static bool IsTogether(Tensor[] tensors, Operator all) =>
        tensors.Length > 0 && tensors[0].Device.Type == DeviceType.Cuda && all.Exists;
}
