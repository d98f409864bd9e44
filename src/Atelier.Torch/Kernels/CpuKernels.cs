using Atelier.Torch.Interop;

namespace Atelier.Torch;

/// <summary>
/// Kernels of our own for the CPU (native/torch/kernels): what lies between products in one pass over memory, attention whose scores never
/// leave the cache, products with quantised weights in int8. Each method answers null where its kernel does not apply; the caller then
/// takes libtorch's operators. None of them has a gradient, but for <see cref="Gelu"/>.
/// </summary>
internal static class CpuKernels
{
    private static readonly Lazy<bool> HasBrainAttention = new(() => Has("attention in bfloat16"));
    private static readonly Lazy<bool> HasSingleAttention = new(() => Has("attention in float32"));
    private static readonly Lazy<bool> HasInt8 = new(() => Has("int8"));
    private static readonly Lazy<bool> HasProducts = new(() => Has("products"));

    [ThreadStatic]
    private static int _suspended;

    /// <summary>Computes on this thread as with gradients until the result is disposed: for what is computed again with them, and must give the same numbers then.</summary>
    public static IDisposable Suspend() => new Suspension();

    /// <summary>Whether this CPU has the kernel for products with quantised weights.</summary>
    public static bool MultipliesInt8 => HasInt8.Value;

    /// <summary>Whether this CPU multiplies in bfloat16 fastest by our own kernels, over weights that are packed once.</summary>
    public static bool MultipliesBrain => HasProducts.Value;

    /// <summary>Whether kernels take this tensor now.</summary>
    public static bool Takes(Tensor x) => IsOn(x) && _suspended == 0 && !NoGrad.IsRecording;

    /// <summary>Attention with products in bfloat16 or single precision, as <see cref="ProductPrecision"/> says. q [B, H, N, D], k and v [B, H, M, D] to [B, H, N, D] in the type of q.</summary>
    /// <param name="q">Queries.</param>
    /// <param name="k">Keys.</param>
    /// <param name="v">Values.</param>
    /// <param name="bias">Null, or one number (or truth value) a key, [B or 1, 1, 1, M].</param>
    /// <param name="scale">Factor of the scores.</param>
    public static Tensor? Attend(Tensor q, Tensor k, Tensor v, Tensor? bias, double scale)
    {
        var type = ProductPrecision.Current ?? q.Type;
        var has = type == ScalarType.BFloat16 ? HasBrainAttention : HasSingleAttention;
        if (!Takes(q) || !Takes(k) || !Takes(v) || !Gives(type) || !has.Value || q.ElementCount == 0
            || q.Rank != 4 || k.Rank != 4 || v.Rank != 4 || q.Size(0) != k.Size(0) || q.Size(0) != v.Size(0) || k.Size(1) != v.Size(1) || k.Size(2) == 0)
        {
            return null;
        }

        if (bias is null)
            return Aten.OwnAttention.Call(q, k, v, Argument.None, scale, type == ScalarType.BFloat16);
        if (bias.Rank != 4 || bias.Size(1) != 1 || bias.Size(2) != 1 || bias.Size(3) != k.Size(2) || (bias.Size(0) != 1 && bias.Size(0) != q.Size(0)))
            return null;
        var row = bias.Type == ScalarType.Bool
            ? Tensor.Zeros(bias.Shape, ScalarType.Float32, bias.Device).MaskedFill(bias.Not(), double.NegativeInfinity)
            : bias;
        return Aten.OwnAttention.Call(q, k, v, row.Reshape(row.Size(0), row.Size(3)), scale, type == ScalarType.BFloat16);
    }

    /// <summary>Group norm, activated by SiLU where asked. [B, C, ..]</summary>
    public static Tensor? GroupNorm(Tensor x, long groups, Tensor? weight, Tensor? bias, double epsilon, bool silu, ScalarType type) =>
        Takes(x) && Gives(type) && Aten.OwnGroupNorm.Exists && x.Rank >= 2 && x.ElementCount > 0
            ? Aten.OwnGroupNorm.Call(x, groups, weight, bias, epsilon, silu, type == ScalarType.BFloat16)
            : null;

    /// <summary>Layer norm over the last dimension.</summary>
    public static Tensor? LayerNorm(Tensor x, Tensor? weight, Tensor? bias, double epsilon, ScalarType type) =>
        Takes(x) && Gives(type) && Aten.OwnLayerNorm.Exists && x.ElementCount > 0
            ? Aten.OwnLayerNorm.Call(x, weight, bias, epsilon, type == ScalarType.BFloat16)
            : null;

    /// <summary>Division by the root mean square over the last dimension, and times the weight, to whose type it is rounded first.</summary>
    public static Tensor? RmsNorm(Tensor x, Tensor? weight, double epsilon, ScalarType type) =>
        Takes(x) && Gives(type) && Aten.OwnRmsNorm.Exists && x.ElementCount > 0 && (weight is null || Gives(weight.Type))
            ? Aten.OwnRmsNorm.Call(x, weight, epsilon, type == ScalarType.BFloat16)
            : null;

    /// <summary>GELU, exact or by tanh. The one kernel that has a gradient.</summary>
    public static Tensor? Gelu(Tensor x, bool tanh) => IsOn(x) && Aten.OwnGelu.Exists && x.ElementCount > 0 ? Aten.OwnGelu.Call(x, tanh) : null;

    /// <summary>Value times the exact GELU of the gate, value first. [.., 2 C] to [.., C]</summary>
    public static Tensor? GatedGelu(Tensor x) => Takes(x) && Aten.OwnGatedGelu.Exists && x.ElementCount > 0 ? Aten.OwnGatedGelu.Call(x) : null;

    /// <summary>x W^T + b with quantised rows. [.., in] to [.., out]</summary>
    /// <param name="x">Single precision or bfloat16.</param>
    /// <param name="rows">Bytes of the weight as its file stores them, [out, bytes of a row].</param>
    /// <param name="type">Number of the quantised type in the GGUF format.</param>
    /// <param name="bias">[out], or null.</param>
    public static Tensor? Linear(Tensor x, Tensor rows, long type, Tensor? bias) =>
        Takes(x) && MultipliesInt8 && x.ElementCount > 0 ? Aten.OwnLinearQuantised.Call(x, rows, type, bias) : null;

    private static bool IsOn(Tensor x) => x.Device.Type == DeviceType.Cpu && Gives(x.Type);

    private static bool Gives(ScalarType type) => type is ScalarType.Float32 or ScalarType.BFloat16;

    private static bool Has(string kernel) => Aten.OwnCpuHas.Exists && Aten.OwnCpuHas.CallValue(kernel).Bits != 0;

    private sealed class Suspension : IDisposable
    {
        public Suspension() => _suspended++;

        public void Dispose() => _suspended--;
    }
}
