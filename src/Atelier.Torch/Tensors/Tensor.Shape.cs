using Atelier.Torch.Interop;

namespace Atelier.Torch;

// Views, parts and arrangements.
public sealed unsafe partial class Tensor
{
    /// <summary>The same elements in another shape; one -1 is worked out.</summary>
    public Tensor Reshape(params long[] shape) => Aten.Reshape.Call(this, shape);

    /// <summary>The same memory in another shape.</summary>
    public Tensor View(params long[] shape) => Aten.View.Call(this, shape);

    /// <summary>Pairs as complex numbers, over the same memory. [.., 2] to [..]</summary>
    public Tensor ViewAsComplex() => Aten.ViewAsComplex.Call(this);

    /// <summary>Complex numbers as pairs, over the same memory. [..] to [.., 2]</summary>
    public Tensor ViewAsReal() => Aten.ViewAsReal.Call(this);

    /// <summary>Dimensions in another order.</summary>
    public Tensor Permute(params long[] order) => Aten.Permute.Call(this, order);

    /// <summary>Two dimensions swapped.</summary>
    public Tensor Transpose(int a, int b) => Aten.TransposeInt.Call(this, a, b);

    /// <summary>A new dimension of size 1.</summary>
    public Tensor Unsqueeze(int dimension) => Aten.Unsqueeze.Call(this, dimension);

    /// <summary>Without a dimension of size 1.</summary>
    public Tensor Squeeze(int dimension) => Aten.SqueezeDim.Call(this, dimension);

    /// <summary>Several dimensions made one.</summary>
    public Tensor Flatten(int start = 0, int end = -1) => Aten.FlattenUsingInts.Call(this, start, end);

    /// <summary>Dimensions of size 1 repeated without a copy.</summary>
    public Tensor Expand(params long[] shape) => Aten.Expand.Call(this, shape, false);

    /// <summary>Copies side by side.</summary>
    public Tensor Repeat(params long[] counts) => Aten.Repeat.Call(this, counts);

    /// <summary>Each element several times.</summary>
    public Tensor RepeatInterleave(int count, int dimension) =>
        Aten.RepeatInterleaveSelfInt.Call(this, count, (long?)dimension, Argument.None);

    /// <summary>A run of indices along a dimension; the same memory.</summary>
    public Tensor Narrow(int dimension, long start, long length) => Aten.Narrow.Call(this, dimension, start, length);

    /// <summary>Every step-th index along a dimension; the same memory.</summary>
    public Tensor Slice(int dimension, long? start = null, long? end = null, long step = 1) =>
        Aten.SliceTensor.Call(this, dimension, start, end, step);

    /// <summary>One index along a dimension, which goes away.</summary>
    public Tensor Select(int dimension, long index) => Aten.SelectInt.Call(this, dimension, index);

    /// <summary>Several indices along a dimension.</summary>
    public Tensor IndexSelect(int dimension, Tensor index) => Aten.IndexSelect.Call(this, dimension, index);

    /// <summary>Elements at positions along a dimension.</summary>
    public Tensor Gather(int dimension, Tensor index) => Aten.Gather.Call(this, dimension, index, false);

    /// <summary>A copy with elements of the source at positions.</summary>
    public Tensor Scatter(int dimension, Tensor index, Tensor source) => Aten.ScatterSrc.Call(this, dimension, index, source);

    /// <summary>A copy with a number at positions.</summary>
    public Tensor Scatter(int dimension, Tensor index, double value) => Aten.ScatterValue.Call(this, dimension, index, value);

    /// <summary>Reverse order along dimensions.</summary>
    public Tensor Flip(params long[] dimensions) => Aten.Flip.Call(this, dimensions);

    /// <summary>Moved along a dimension, cyclically.</summary>
    public Tensor Roll(long shift, int dimension) => Aten.Roll.Call(this, new[] { shift }, new[] { (long)dimension });

    /// <summary>The same elements without gaps.</summary>
    public Tensor Contiguous() => Aten.Contiguous.Call(this, 0L);

    /// <summary>The same elements with channels innermost in memory, as convolutions like them. [B, C, H, W]</summary>
    public Tensor ChannelsLast() => Aten.Contiguous.Call(this, 2L);

    /// <summary>A copy.</summary>
    public Tensor Clone() => Aten.Clone.Call(this, Argument.None);

    /// <summary>The same memory, outside the gradient graph.</summary>
    public Tensor Detach() => Aten.Detach.Call(this);

    /// <summary>Lower triangle.</summary>
    public Tensor Tril(int diagonal = 0) => Aten.Tril.Call(this, diagonal);

    /// <summary>Upper triangle.</summary>
    public Tensor Triu(int diagonal = 0) => Aten.Triu.Call(this, diagonal);

    /// <summary>A diagonal of a matrix, or a matrix with this diagonal.</summary>
    public Tensor Diag(int diagonal = 0) => Aten.Diag.Call(this, diagonal);

    /// <summary>Several tensors after each other.</summary>
    public static Tensor Cat(Tensor[] tensors, int dimension = 0) => Aten.Cat.Call(tensors, dimension);

    /// <summary>Several tensors along a new dimension.</summary>
    public static Tensor Stack(Tensor[] tensors, int dimension = 0) => Aten.Stack.Call(tensors, dimension);

    /// <summary>A border of a number; sizes from the last dimension: before, after, ...</summary>
    public Tensor Pad(long[] padding, double value = 0) => Aten.ConstantPadNd.Call(this, padding, value);

    /// <summary>A border that mirrors the inside, over the last two dimensions.</summary>
    public Tensor ReflectionPad(long left, long right, long top, long bottom) =>
        Aten.ReflectionPad2d.Call(this, new[] { left, right, top, bottom });

    /// <summary>A border that repeats the edge, over the last two dimensions.</summary>
    public Tensor ReplicationPad(long left, long right, long top, long bottom) =>
        Aten.ReplicationPad2d.Call(this, new[] { left, right, top, bottom });

    /// <summary>Channels to space. [B, C f f, H, W] to [B, C, H f, W f]</summary>
    public Tensor PixelShuffle(int factor) => Aten.PixelShuffle.Call(this, factor);

    /// <summary>Space to channels. [B, C, H f, W f] to [B, C f f, H, W]</summary>
    public Tensor PixelUnshuffle(int factor) => Aten.PixelUnshuffle.Call(this, factor);

    /// <summary>Patches as columns. [B, C k k, L]</summary>
    public Tensor Im2Col(long[] kernel, long[] stride) => Aten.Im2col.Call(this, kernel, new[] { 1L, 1L }, new[] { 0L, 0L }, stride);

    /// <summary>Positions that sort along a dimension.</summary>
    public Tensor ArgSort(int dimension = -1, bool descending = false) => Aten.Argsort.Call(this, dimension, descending);

    /// <summary>Parts of about equal size.</summary>
    public Tensor[] Chunk(int count, int dimension) => Aten.Chunk.CallMany(this, count, dimension);

    /// <summary>Parts of given sizes.</summary>
    public Tensor[] Split(long[] sizes, int dimension) => Aten.SplitWithSizes.CallMany(this, sizes, dimension);

    /// <summary>All indices along a dimension, which goes away.</summary>
    public Tensor[] Unbind(int dimension) => Aten.UnbindInt.CallMany(this, dimension);

    /// <summary>The largest (or smallest), sorted.</summary>
    public (Tensor Values, Tensor Indices) TopK(int count, int dimension = -1, bool largest = true)
    {
        var parts = Aten.Topk.CallMany(this, count, dimension, largest, true);
        return (parts[0], parts[1]);
    }

    /// <summary>Sorted along a dimension, with positions.</summary>
    public (Tensor Values, Tensor Indices) Sort(int dimension = -1, bool descending = false)
    {
        var parts = Aten.Sort.CallMany(this, dimension, descending);
        return (parts[0], parts[1]);
    }
}
