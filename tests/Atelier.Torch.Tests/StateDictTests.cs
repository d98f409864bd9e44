using Atelier.Torch.Weights;

namespace Atelier.Torch.Tests;

public sealed class StateDictTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"atelier-{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(null)]
    [InlineData(ScalarType.BFloat16)]
    public void What_is_saved_loads_again(ScalarType? type)
    {
        using var generator = new Generator(2);
        using var layer = new Linear(3, 5);
        layer.Initialize(generator);
        StateDict.Save(layer, _path, type, new Dictionary<string, string> { ["kind"] = "test" });
        using var other = new Linear(3, 5);
        using (var source = SafetensorsTensors.Open(_path))
        {
            Assert.Equal("test", source.Metadata["kind"]);
            Assert.True(StateDict.Load(other, source).IsExact);
        }

        using var scope = Tensor.Scope();
        var expected = type is { } t ? layer.Weight.Value.To(t) : layer.Weight.Value;
        Assert.Equal(expected.ToFloats(), other.Weight.Value.ToFloats());
        other.Weight.Value.AddInPlace(1);
    }

    [Fact]
    public void A_wrong_shape_and_missing_names_are_told()
    {
        using var generator = new Generator(2);
        using var layer = new Linear(3, 5, bias: false);
        layer.Initialize(generator);
        StateDict.Save(layer, _path);
        using var source = SafetensorsTensors.Open(_path);
        using var wider = new Linear(4, 5, bias: false);
        Assert.Contains("[5, 4]", Assert.Throws<WeightException>(() => StateDict.Load(wider, source)).Message, StringComparison.Ordinal);
        using var biased = new Linear(3, 5);
        Assert.Contains("bias", Assert.Throws<WeightException>(() => StateDict.Load(biased, source)).Message, StringComparison.Ordinal);
    }
}
