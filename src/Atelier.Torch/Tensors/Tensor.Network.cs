using Atelier.Torch.Interop;

namespace Atelier.Torch;

// The layers of networks, without state.
public sealed unsafe partial class Tensor
{
    /// <summary>Matrix product, broadcast over leading dimensions.</summary>
    public Tensor MatMul(Tensor other) => Aten.Matmul.Call(this, other);

    /// <summary>Products of a batch of matrices. [B, N, K] x [B, K, M]</summary>
    public Tensor Bmm(Tensor other) => Aten.Bmm.Call(this, other);

    /// <summary>beta times this plus alpha times the batched product a b.</summary>
    public Tensor BAddBmm(Tensor a, Tensor b, double beta = 1, double alpha = 1) => Aten.Baddbmm.Call(this, a, b, beta, alpha);

    /// <summary>beta times this plus alpha times the product of two matrices. [N, K] x [K, M]</summary>
    public Tensor AddMm(Tensor a, Tensor b, double beta = 1, double alpha = 1) => Aten.Addmm.Call(this, a, b, beta, alpha);

    /// <summary>x W^T + b. [.., in] to [.., out]</summary>
    public static Tensor Linear(Tensor input, Tensor weight, Tensor? bias = null) => Aten.Linear.Call(input, weight, bias);

    /// <summary>Convolution in the plane. [B, C, H, W]</summary>
    public static Tensor Conv2d(Tensor input, Tensor weight, Tensor? bias, long[] stride, long[] padding, long[] dilation, long groups = 1) =>
        Aten.Conv2d.Call(input, weight, bias, stride, padding, dilation, groups);

    /// <summary>Convolution on a line. [B, C, L]</summary>
    public static Tensor Conv1d(Tensor input, Tensor weight, Tensor? bias, long stride, long padding, long groups = 1) =>
        Aten.Conv1d.Call(input, weight, bias, new[] { stride }, new[] { padding }, new[] { 1L }, groups);

    /// <summary>Convolution in space. [B, C, T, H, W]</summary>
    public static Tensor Conv3d(Tensor input, Tensor weight, Tensor? bias, long[] stride, long[] padding, long[] dilation, long groups = 1) =>
        Aten.Conv3d.Call(input, weight, bias, stride, padding, dilation, groups);

    /// <summary>The adjoint of a convolution. [B, C, H, W]</summary>
    public static Tensor ConvTranspose2d(Tensor input, Tensor weight, Tensor? bias, long[] stride, long[] padding) =>
        Aten.ConvTranspose2dInput.Call(input, weight, bias, stride, padding, new[] { 0L, 0L }, 1L, new[] { 1L, 1L });

    /// <summary>Zero mean and unit variance over the last dimensions.</summary>
    public static Tensor LayerNorm(Tensor input, long[] shape, Tensor? weight, Tensor? bias, double epsilon) =>
        Aten.LayerNorm.Call(input, shape, weight, bias, epsilon, false);

    /// <summary>True where <see cref="RmsNorm"/> can be called: libtorch 2.4 and later.</summary>
    internal static bool HasRmsNorm => Aten.RmsNorm.Exists;

    /// <summary>Divides by the root mean square over the last dimensions, in one launch on a GPU.</summary>
    internal static Tensor RmsNorm(Tensor input, long[] shape, Tensor? weight, double epsilon) =>
        Aten.RmsNorm.Call(input, shape, weight, epsilon);

    /// <summary>Zero mean and unit variance over groups of channels.</summary>
    public static Tensor GroupNorm(Tensor input, long groups, Tensor? weight, Tensor? bias, double epsilon) =>
        Aten.GroupNorm.Call(input, groups, weight, bias, epsilon, false);

    /// <summary>Value times the exact GELU of the gate, value first, computed in single precision. [.., 2 C] to [.., C]</summary>
    public Tensor GatedGelu()
    {
        if (CpuKernels.GatedGelu(this) is { } fused)
            return fused;
        var parts = Chunk(2, -1);
        var gate = parts[1].Widened().Gelu();
        return (NoGrad.IsRecording ? parts[0] * gate : gate.MulInPlace(parts[0])).To(Type);
    }

    /// <summary>Zero mean and unit variance per channel over the batch, or by stored statistics.</summary>
    public static Tensor BatchNorm(Tensor input, Tensor? weight, Tensor? bias, Tensor? mean, Tensor? variance, bool training, double momentum, double epsilon) =>
        Aten.BatchNorm.Call(input, weight, bias, mean, variance, training, momentum, epsilon, false);

    /// <summary>Exponentials that sum to one.</summary>
    public Tensor Softmax(int dimension) => Aten.SoftmaxInt.Call(this, dimension, Argument.None);

    /// <summary>Logarithm of the softmax.</summary>
    public Tensor LogSoftmax(int dimension) => Aten.LogSoftmaxInt.Call(this, dimension, Argument.None);

    /// <summary>Gaussian error linear unit, exact or by tanh.</summary>
    public Tensor Gelu(bool tanh = false) => CpuKernels.Gelu(this, tanh) ?? Aten.Gelu.Call(this, tanh ? "tanh" : "none");

    /// <summary>x times sigmoid(x).</summary>
    public Tensor Silu() => Aten.Silu.Call(this);

    /// <summary>The positive part.</summary>
    public Tensor Relu() => Aten.Relu.Call(this);

    /// <summary>The positive part, and a fraction of the negative.</summary>
    public Tensor LeakyRelu(double slope = 0.01) => Aten.LeakyRelu.Call(this, slope);

    /// <summary>The positive part, and a fraction of the negative by channel.</summary>
    /// <param name="slopes">[C], or one for all.</param>
    public Tensor PRelu(Tensor slopes) => Aten.Prelu.Call(this, slopes);

    /// <summary>1 / (1 + e^-x).</summary>
    public Tensor Sigmoid() => Aten.Sigmoid.Call(this);

    /// <summary>log(1 / (1 + e^-x)), without underflow.</summary>
    public Tensor LogSigmoid() => Aten.LogSigmoid.Call(this);

    /// <summary>Hyperbolic tangent.</summary>
    public Tensor Tanh() => Aten.Tanh.Call(this);

    /// <summary>log(1 + e^(beta x)) / beta.</summary>
    public Tensor Softplus(double beta = 1, double threshold = 20) => Aten.Softplus.Call(this, beta, threshold);

    /// <summary>x times tanh(softplus(x)).</summary>
    public Tensor Mish() => Aten.Mish.Call(this);

    /// <summary>x, or alpha (e^x - 1) below zero.</summary>
    public Tensor Elu(double alpha = 1) => Aten.Elu.Call(this, alpha, 1L, 1L);

    /// <summary>Clipped identity.</summary>
    public Tensor HardTanh(double min = -1, double max = 1) => Aten.Hardtanh.Call(this, min, max);

    /// <summary>Rows of a table.</summary>
    public static Tensor Embedding(Tensor weight, Tensor ids) => Aten.Embedding.Call(weight, ids, -1L, false, false);

    /// <summary>1 at the class, else 0. [..] to [.., classes]</summary>
    public Tensor OneHot(long classes) => Aten.OneHot.Call(this, classes);

    /// <summary>Zeroes elements at random and scales the rest, while training.</summary>
    public Tensor Dropout(double rate, bool training) => Aten.Dropout.Call(this, rate, training);

    /// <summary>Means of windows. [B, C, H, W]</summary>
    /// <param name="kernel">Side of a window.</param>
    /// <param name="stride">Distance of windows.</param>
    /// <param name="ceiling">Lets a last window reach over the edge; the mean is of what is inside.</param>
    public Tensor AvgPool2d(long kernel, long stride, bool ceiling = false) =>
        Aten.AvgPool2d.Call(this, new[] { kernel, kernel }, new[] { stride, stride }, new[] { 0L, 0L }, ceiling, true, Argument.None);

    /// <summary>Maxima of windows. [B, C, H, W]</summary>
    public Tensor MaxPool2d(long kernel, long stride, long padding = 0) =>
        Aten.MaxPool2d.Call(this, new[] { kernel, kernel }, new[] { stride, stride }, new[] { padding, padding }, new[] { 1L, 1L }, false);

    /// <summary>Means of windows that give this size. [B, C, H, W]</summary>
    public Tensor AdaptiveAvgPool2d(long height, long width) => Aten.AdaptiveAvgPool2d.Call(this, new[] { height, width });

    /// <summary>Nearest neighbour enlargement. [B, C, H, W]</summary>
    public Tensor UpsampleNearest(long height, long width) =>
        Aten.UpsampleNearest2d.Call(this, new[] { height, width }, Argument.None, Argument.None);

    /// <summary>Nearest neighbour enlargement in space and time. [B, C, T, H, W]</summary>
    public Tensor UpsampleNearest(long frames, long height, long width) =>
        Aten.UpsampleNearest3d.Call(this, new[] { frames, height, width }, Argument.None, Argument.None, Argument.None);

    /// <summary>Bilinear interpolation. [B, C, H, W]</summary>
    public Tensor UpsampleBilinear(long height, long width, bool alignCorners = false) =>
        Aten.UpsampleBilinear2d.Call(this, new[] { height, width }, alignCorners, Argument.None, Argument.None);

    /// <summary>Bilinear interpolation with a widened filter when it shrinks. [B, C, H, W]</summary>
    public Tensor ResizeBilinearAntialias(long height, long width) =>
        Aten.HiddenUpsampleBilinear2dAa.Call(this, new[] { height, width }, false, Argument.None, Argument.None);

    /// <summary>Bicubic interpolation (a = -0.5) with a widened filter when it shrinks. [B, C, H, W]</summary>
    public Tensor ResizeBicubicAntialias(long height, long width) =>
        Aten.HiddenUpsampleBicubic2dAa.Call(this, new[] { height, width }, false, Argument.None, Argument.None);

    /// <summary>Bicubic interpolation (a = -0.75). [B, C, H, W]</summary>
    public Tensor UpsampleBicubic(long height, long width, bool alignCorners = false) =>
        Aten.UpsampleBicubic2d.Call(this, new[] { height, width }, alignCorners, Argument.None, Argument.None);

    /// <summary>Bicubic interpolation (a = -0.75) whose samples are a given factor apart, whatever the size that comes out. [B, C, H, W]</summary>
    public Tensor UpsampleBicubicBy(long height, long width, double heightFactor, double widthFactor) =>
        Aten.UpsampleBicubic2d.Call(this, new[] { height, width }, false, heightFactor, widthFactor);

    /// <summary>Bilinear samples at positions -1..1. [B, C, H, W], grid [B, h, w, 2]</summary>
    public Tensor GridSample(Tensor grid, bool alignCorners = false) => Aten.GridSampler.Call(this, grid, 0L, 0L, alignCorners);

    /// <summary>Mean squared difference.</summary>
    public Tensor MseLoss(Tensor target) => Aten.MseLoss.Call(this, target, 1L);

    /// <summary>Mean absolute difference.</summary>
    public Tensor L1Loss(Tensor target) => Aten.L1Loss.Call(this, target, 1L);

    /// <summary>Mean Huber-like difference.</summary>
    public Tensor SmoothL1Loss(Tensor target, double beta = 1) => Aten.SmoothL1Loss.Call(this, target, 1L, beta);

    /// <summary>Mean binary cross entropy of logits.</summary>
    public Tensor BceWithLogits(Tensor target, Tensor? weight = null) =>
        Aten.BinaryCrossEntropyWithLogits.Call(this, target, weight, Argument.None, 1L);

    /// <summary>Mean cross entropy of logits [B, C, ..] and classes [B, ..].</summary>
    public Tensor CrossEntropy(Tensor target, Tensor? weight = null, long ignore = -100) =>
        Aten.CrossEntropyLoss.Call(this, target, weight, 1L, ignore, 0.0);

    /// <summary>Einstein summation.</summary>
    public static Tensor Einsum(string equation, params Tensor[] operands) => Aten.Einsum.Call(equation, operands, Argument.None);
}
