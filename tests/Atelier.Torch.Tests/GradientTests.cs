namespace Atelier.Torch.Tests;

public sealed class GradientTests
{
    [Fact]
    public void Backward_gives_the_derivative()
    {
        using var scope = Tensor.Scope();
        var x = Tensor.From([1f, 2, 3], 3);
        x.RequiresGrad = true;
        x.Pow(3).Sum().Backward();
        Assert.Equal([3f, 12, 27], x.Grad!.ToArray<float>());
    }

    [Fact]
    public void Nothing_is_recorded_inside_no_grad()
    {
        using var scope = Tensor.Scope();
        var x = Tensor.Ones([2]);
        x.RequiresGrad = true;
        using (new NoGrad())
            Assert.False(x.Mul(2).RequiresGrad);
        Assert.True(x.Mul(2).RequiresGrad);
    }

    [Fact]
    public void Checkpointing_gives_the_same_gradients()
    {
        using var generator = new Generator(1);
        using var layer = new Linear(4, 4);
        layer.Initialize(generator);
        layer.RequireGradients(true);
        using var outer = Tensor.Scope();
        var x = Tensor.RandN([3, 4], generator);
        x.RequiresGrad = true;

        Tensor Block(Tensor input) => layer.Forward(layer.Forward(input).Gelu()).Tanh();
        Block(x).Square().Sum().Backward();
        var plain = (x.Grad!.ToFloats(), layer.Weight.Value.Grad!.ToFloats());
        x.Grad = null;
        layer.Weight.Value.Grad = null;
        using (var step = Tensor.Scope())
        {
            var output = Checkpoint.Run(inputs => [Block(inputs[0])], [x], [layer.Weight.Value, layer.Bias!.Value])[0];
            output.Square().Sum().Backward();
        }

        Assert.Equal(plain.Item1, x.Grad!.ToFloats());
        Assert.Equal(plain.Item2, layer.Weight.Value.Grad!.ToFloats());
    }

    [Fact]
    public void An_exception_in_a_managed_backward_reaches_the_caller()
    {
        using var scope = Tensor.Scope();
        var x = Tensor.Ones([2]);
        x.RequiresGrad = true;
        var y = new Failing().Apply(x)[0];
        var error = Assert.Throws<TorchException>(() => y.Sum().Backward());
        Assert.Contains("on purpose", error.Message, StringComparison.Ordinal);
    }

    private sealed class Failing : CustomFunction
    {
        protected override Tensor[] Forward(Tensor[] inputs) => [inputs[0].Mul(2)];

        protected override Tensor?[] Backward(Tensor?[] gradients) => throw new InvalidOperationException("on purpose");
    }
}
