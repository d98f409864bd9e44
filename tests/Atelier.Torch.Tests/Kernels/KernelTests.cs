namespace Atelier.Torch.Tests.Kernels;

/// <summary>Our own CPU kernels against libtorch's operators in single precision. Where a CPU lacks one, its callers take libtorch's, and both sides are the same.</summary>
public class KernelTests
{
    // bfloat16 keeps eight bits: products of rounded operands are off by about this much of their size.
    private const double Brain = 0.01;

    [Theory]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(2, 3, 77, 45, 33)]
    [InlineData(1, 8, 300, 77, 40)]
    [InlineData(1, 2, 96, 700, 160)]
    public void Attention_with_brain_products_is_attention(long batch, long heads, long rows, long keys, long width)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        using var generator = new Generator(3);
        Tensor Draw(long length) => Heads.Split(Tensor.RandN([batch, length, heads * width], generator), (int)heads);
        var (q, k, v) = (Draw(rows), Draw(keys), Draw(keys));
        var seen = Tensor.Rand([batch, keys], generator).Gt(0.3);
        foreach (var bias in new[] { null, AttentionMask.Keys(seen), AttentionMask.Bias(AttentionMask.Keys(seen)!) })
        {
            Tensor expected;
            using (ProductPrecision.Use(ScalarType.Float32))
                expected = ScaledDotProduct.Attend(q, k, v, bias);
            using (ProductPrecision.Use(ScalarType.BFloat16))
                Close(expected, ScaledDotProduct.Attend(q, k, v, bias), Brain);
        }
    }

    [Fact]
    public void A_row_that_sees_no_key_answers_zero()
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        using var precision = ProductPrecision.Use(ScalarType.BFloat16);
        var x = Tensor.Ones([1, 2, 5, 8]);
        Assert.Equal(0, ScaledDotProduct.Attend(x, x, x, Tensor.Zeros([1, 1, 1, 5], ScalarType.Bool)).Abs().Max().Item());
    }

    [Theory]
    [InlineData(64, 64, 16, 3, 1, 1)]
    [InlineData(5, 70, 9, 3, 1, 1)]
    [InlineData(33, 20, 13, 3, 2, 1)]
    [InlineData(16, 130, 50, 1, 1, 0)]
    [InlineData(3, 32, 450, 5, 1, 2)]
    public void A_packed_convolution_is_the_convolution(long inputs, long outputs, long side, int kernel, int stride, int padding)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        using var generator = new Generator(5);
        using var layer = new Conv2d(inputs, outputs, kernel, stride, padding);
        layer.Initialize(generator);
        layer.To(Device.Cpu, ScalarType.BFloat16);
        var x = Tensor.RandN([2, inputs, side, side], generator).To(ScalarType.BFloat16).Float();
        Tensor expected;
        using (ProductPrecision.Use(ScalarType.Float32))
            expected = layer.Forward(x);
        var weight = layer.Weight.Value.Clone();
        layer.PackWeights();
        Assert.Equal(0, (layer.Weight.Value.Float() - weight.Float()).Abs().Max().Item());
        using var precision = ProductPrecision.Use(ScalarType.BFloat16);
        Close(expected, layer.Forward(x), Brain);
        // A map with channels last, as the layer before gives it.
        Close(expected, layer.Forward(x.Permute(0, 2, 3, 1).Contiguous().Permute(0, 3, 1, 2)), Brain);
        Close(expected, layer.Forward(x.To(ScalarType.BFloat16)).Float(), Brain);
    }

    [Theory]
    [InlineData(1, 7, 3)]
    [InlineData(500, 320, 640)]
    [InlineData(31, 2000, 65)]
    public void A_packed_product_is_the_product(long rows, long inputs, long outputs)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        using var generator = new Generator(6);
        using var layer = new Linear(inputs, outputs);
        layer.Initialize(generator);
        layer.To(Device.Cpu, ScalarType.BFloat16);
        var x = Tensor.RandN([2, rows, inputs], generator).To(ScalarType.BFloat16).Float();
        Tensor expected;
        using (ProductPrecision.Use(ScalarType.Float32))
            expected = layer.Forward(x);
        var weight = layer.Weight.Value.Clone();
        layer.PackWeights();
        Assert.Equal(0, (layer.Weight.Value.Float() - weight.Float()).Abs().Max().Item());
        using var precision = ProductPrecision.Use(ScalarType.BFloat16);
        Close(expected, layer.Forward(x), Brain);
    }

    [Theory]
    [InlineData(1, 32, 8, 100)]
    [InlineData(2, 6, 3, 7)]
    [InlineData(1, 640, 32, 3000)]
    public void Group_norm_is_the_same_in_both_orders_of_memory(long batch, long channels, long groups, long pixels)
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(7);
        using var norm = new GroupNorm(groups, channels);
        norm.Weight.Value = Tensor.RandN([channels], generator);
        norm.Bias.Value = Tensor.RandN([channels], generator);
        // Far from zero, where a careless variance drowns.
        var x = Tensor.RandN([batch, channels, 1, pixels], generator) + 300;
        foreach (var silu in new[] { false, true })
        {
            var plain = Tensor.GroupNorm(x.To(ScalarType.Float64), groups, norm.Weight.Value.To(ScalarType.Float64), norm.Bias.Value.To(ScalarType.Float64), 1e-5);
            var expected = (silu ? plain.Silu() : plain).Float();
            using var noGrad = new NoGrad();
            Close(expected, norm.Forward(x, silu, asOperand: false), 1e-4);
            Close(expected, norm.Forward(x.Permute(0, 2, 3, 1).Contiguous().Permute(0, 3, 1, 2), silu, asOperand: false), 1e-4);
        }
    }

    [Fact]
    public void Norms_and_gelus_are_the_plain_ones()
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(8);
        using var norm = new LayerNorm(333);
        norm.Weight!.Value = Tensor.RandN([333], generator);
        norm.Bias!.Value = Tensor.RandN([333], generator);
        var x = Tensor.RandN([3, 5, 333], generator) * 4;
        var wide = Tensor.RandN([4, 514], generator) * 5;
        using var root = new RmsNorm(333);
        root.Weight!.Value = Tensor.RandN([333], generator);
        var (recordedNorm, recordedGelu) = (norm.Forward(x), wide.GatedGelu());
        var (exact, tanh) = (wide.To(ScalarType.Float64).Gelu().Float(), wide.To(ScalarType.Float64).Gelu(tanh: true).Float());
        var halves = x.To(ScalarType.BFloat16);
        root.Weight!.Value = root.Weight.Value.To(ScalarType.BFloat16);
        var recordedHalves = root.Forward(halves);
        using var noGrad = new NoGrad();
        Close(recordedNorm, norm.Forward(x), 1e-5);
        Close(recordedGelu, wide.GatedGelu(), 1e-5);
        Close(exact, wide.Gelu(), 1e-6);
        Close(tanh, wide.Gelu(tanh: true), 1e-6);
        Close(recordedHalves.Float(), root.Forward(halves).Float(), 1e-6);
        root.Weight!.Value = root.Weight.Value.Float();
        Tensor recordedRoot;
        using (new WithGrad())
            recordedRoot = root.Forward(x);
        Close(recordedRoot, root.Forward(x), 1e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gelu_has_the_plain_gradient_and_that_has_one(bool tanh)
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(9);
        var (x, g) = (Tensor.RandN([3, 1500], generator) * 3, Tensor.RandN([3, 1500], generator));
        (Tensor First, Tensor Second) Gradients(Tensor at, Tensor given)
        {
            at.RequiresGrad = true;
            var first = at.Gelu(tanh).Gradients([at], given, createGraph: true)[0]!;
            var second = first.Square().Sum().Gradients([at])[0]!;
            return (at.Gelu(tanh).Gradients([at], given)[0]!, second);
        }

        var expected = Gradients(x.To(ScalarType.Float64).Detach(), g.To(ScalarType.Float64));
        var single = Gradients(x.Detach(), g);
        Close(expected.First.Float(), single.First, 2e-6);
        Close(expected.Second.Float(), single.Second, 1e-5);
        // Columns before rows, and in half precision.
        Close(expected.First.Float(), Gradients(x.Transpose(0, 1).Detach(), g.Transpose(0, 1)).First.Transpose(0, 1), 2e-6);
        var halves = x.To(ScalarType.BFloat16).Detach();
        Close(Gradients(halves.To(ScalarType.Float64).Detach(), g.To(ScalarType.BFloat16).To(ScalarType.Float64)).First.Float(), Gradients(halves, g.To(ScalarType.BFloat16)).First.Float(), 4e-3);
    }

    // Worst difference, relative to the largest number expected.
    private static void Close(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        var worst = (expected - actual).Abs().Max().Item();
        var largest = Math.Max(1e-3, expected.Abs().Max().Item());
        Assert.True(worst <= tolerance * largest, $"off by {worst:g3} of {largest:g3}");
    }
}
