namespace Atelier.Torch.Tests;

public sealed class TensorTests
{
    [Fact]
    public void Products_sums_and_shapes_agree_with_hand_worked_numbers()
    {
        using var scope = Tensor.Scope();
        var a = Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3);
        var b = Tensor.From([1f, 0, 0, 1, 1, 1], 3, 2);
        Assert.Equal([4f, 5, 10, 11], a.MatMul(b).ToArray<float>());
        Assert.Equal([5f, 7, 9], a.Sum([0]).ToArray<float>());
        Assert.Equal([3L, 2], a.Transpose(0, 1).Shape);
        Assert.Equal([1f, 4, 2, 5, 3, 6], a.Transpose(0, 1).ToArray<float>());
        Assert.Equal(21, a.Sum().Item());
        Assert.Equal([2f, 3], a.Max(1).Values.Sub(1).Slice(0, 0, 1).Cat1(3).ToArray<float>());
    }

    [Fact]
    public void An_error_names_the_operator_and_the_shapes()
    {
        using var scope = Tensor.Scope();
        var error = Assert.Throws<TorchException>(() => Tensor.Zeros([2, 3]).MatMul(Tensor.Zeros([2, 3])));
        Assert.Contains("aten::matmul", error.Message, StringComparison.Ordinal);
        Assert.Contains("Float32[2, 3]", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.UInt8)]
    [InlineData(ScalarType.Bool)]
    public void Every_element_type_keeps_its_values_through_a_conversion(ScalarType type)
    {
        using var scope = Tensor.Scope();
        var tensor = Tensor.From([0f, 1, 1, 0], 4).To(type);
        Assert.Equal(type, tensor.Type);
        Assert.Equal([0f, 1, 1, 0], tensor.ToFloats());
    }

    [Fact]
    public void A_generator_repeats_from_its_saved_state()
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(7);
        Tensor.RandN([3], generator);
        var state = generator.GetState();
        var first = Tensor.RandN([5], generator).ToArray<float>();
        generator.SetState(state);
        Assert.Equal(first, Tensor.RandN([5], generator).ToArray<float>());
        using var other = new Generator(8);
        Assert.NotEqual(first, Tensor.RandN([5], other).ToArray<float>());
    }

    [Fact]
    public void Indexing_takes_tensors_and_gaps()
    {
        using var scope = Tensor.Scope();
        var table = Tensor.Arange(0, 12).Reshape(3, 4);
        var picked = table.Index(null, Tensor.From([3L, 0], 2));
        Assert.Equal([3L, 0, 7, 4, 11, 8], picked.ToArray<long>());
    }
}

internal static class TensorTestExtensions
{
    public static Tensor Cat1(this Tensor tensor, float value) => Tensor.Cat([tensor, Tensor.From([value], 1)]);
}
