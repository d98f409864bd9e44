namespace Atelier.Torch.Tests.Weights;

public class PackedConvolutionTests
{
    [Theory]
    [InlineData(ScalarType.Float32, 3, 1, 1, 1e-4)]
    [InlineData(ScalarType.Float32, 3, 2, 1, 1e-4)]
    [InlineData(ScalarType.Float32, 1, 1, 0, 1e-4)]
    [InlineData(ScalarType.BFloat16, 3, 1, 1, 0.02)]
    public void A_packed_convolution_answers_as_the_plain_one(ScalarType type, int kernel, int stride, int padding, double tolerance)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        using var precision = ProductPrecision.Use(type);
        using var generator = new Generator(2);
        foreach (var (batch, height, width) in new[] { (1, 8, 8), (2, 5, 7), (1, 1, 1) })
        {
            if (Math.Min(height, width) + (2 * padding) < kernel)
                continue;
            var x = Tensor.RandN([batch, 48, height, width], generator);
            using var plain = Filled(new Conv2d(48, 32, kernel, stride, padding), type);
            var expected = plain.Forward(x);
            plain.PackWeights();

            var answer = plain.Forward(x);

            Assert.Equal(expected.Shape, answer.Shape);
            Assert.Equal(ScalarType.Float32, answer.Type);
            Assert.True((answer - expected).Abs().Max().Item() <= tolerance * Math.Max(1, expected.Abs().Max().Item()));
        }
    }

    [Fact]
    public void A_packed_weight_reads_as_what_it_was_and_another_takes_its_place()
    {
        using var scope = Tensor.Scope();
        using var conv = Filled(new Conv2d(16, 32, 3, padding: 1), ScalarType.Float32);
        var before = conv.Weight.Value.ToFloats();

        conv.PackWeights();

        Assert.Equal(before, conv.Weight.Value.ToFloats());
        conv.Weight.Value = Tensor.Zeros([32, 16, 3, 3]);
        Assert.Null(conv.Weight.Packed);
        Assert.Equal(0, conv.Weight.Value.Abs().Max().Item());
    }

    [Fact]
    public void A_packed_convolution_passes_gradients_to_its_input()
    {
        using var scope = Tensor.Scope();
        using var conv = Filled(new Conv2d(16, 16, 1), ScalarType.Float32);
        var x = Tensor.Ones([1, 16, 2, 2]);
        x.RequiresGrad = true;
        conv.PackWeights();

        conv.Forward(x).Sum().Backward();

        Assert.True(x.Grad!.Abs().Max().Item() > 0);
    }

    [Fact]
    public void Few_channels_and_weights_that_are_trained_stay_as_they_are()
    {
        using var scope = Tensor.Scope();
        using Conv2d few = Filled(new Conv2d(4, 32, 3), ScalarType.Float32), trained = Filled(new Conv2d(16, 16, 3), ScalarType.Float32);
        trained.RequireGradients(true);

        few.PackWeights();
        trained.PackWeights();

        Assert.Null(few.Weight.Packed);
        Assert.Null(trained.Weight.Packed);
    }

    private static Conv2d Filled(Conv2d conv, ScalarType type)
    {
        using var generator = new Generator(1);
        conv.Initialize(generator);
        conv.To(Device.Cpu, type);
        return conv;
    }
}
