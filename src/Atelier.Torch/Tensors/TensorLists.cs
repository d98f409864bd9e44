using Atelier.Torch.Interop;

namespace Atelier.Torch;

/// <summary>One operation over many tensors, which a GPU does in a few launches instead of several for each tensor.</summary>
/// <remarks>Where libtorch has no such operator, or on the CPU, the tensors are taken one after the other.</remarks>
public static class TensorLists
{
    /// <summary>True where <see cref="AdamW"/> can be called for tensors of this device.</summary>
    public static bool HasAdamW(Device device) => device.Type == DeviceType.Cuda && Aten.FusedAdamw.Exists;

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

    /// <summary>One step of AdamW (Loshchilov and Hutter 2017) over all tensors, on a GPU.</summary>
    /// <param name="values">What is trained.</param>
    /// <param name="gradients">As many.</param>
    /// <param name="means">Running means of the gradients.</param>
    /// <param name="squares">Running means of their squares.</param>
    /// <param name="step">The number of this step, from 1. [], single precision, on the GPU</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="beta1">Share of the mean that stays.</param>
    /// <param name="beta2">Share of the squares that stays.</param>
    /// <param name="decay">Decoupled weight decay.</param>
    /// <param name="epsilon">Added to the root.</param>
    public static void AdamW(
        Tensor[] values, Tensor[] gradients, Tensor[] means, Tensor[] squares, Tensor step,
        double rate, double beta1, double beta2, double decay, double epsilon)
    {
        Tensor[] steps = [.. values.Select(_ => step)];
        Aten.FusedAdamw.CallMany(
            values, gradients, means, squares, Array.Empty<Tensor>(), steps, rate, beta1, beta2, decay, epsilon, false, false);
    }

    private static bool IsTogether(Tensor[] tensors, Operator all) =>
        tensors.Length > 0 && tensors[0].Device.Type == DeviceType.Cuda && all.Exists;
}
