using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Safetensors;
using Atelier.Torch.Weights;

namespace Atelier.Models.Tests.Weights;

public sealed class ScaledTensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_matrix_comes_with_the_factor_beside_it()
    {
        using var scope = Tensor.Scope();
        var path = Path.Combine(_folder, "model.safetensors");
        byte[] ones = [0x38, 0x38, 0xB8, 0x40];
        SafetensorsWriter.Write(path, [
            new SafetensorsSource("a.weight", SafetensorsType.F8E4M3, [2, 2], ones),
            new SafetensorsSource("a.scale_weight", SafetensorsType.F32, [], BitConverter.GetBytes(0.25f)),
            new SafetensorsSource("b.weight", SafetensorsType.F8E4M3, [2, 2], ones),
            new SafetensorsSource("scaled_fp8", SafetensorsType.F8E4M3, [0], Array.Empty<byte>()),
        ]);

        using var source = ScaledTensors.Over(WeightFile.Open(path));

        Assert.Equal(["a.weight", "b.weight"], source.Names.Order());
        Assert.Equal([0.25f, 0.25f, -0.25f, 0.5f], source.Read("a.weight").ToFloats());
        Assert.Equal([-0.25f, 0.5f], source.ReadPacked("a.weight")!.Rows(1, 1).Unpack().ToFloats());
        Assert.Equal([1, 1, -1, 2], source.ReadPacked("b.weight")!.Unpack().ToFloats());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(2, 1)]
    public void A_factor_for_each_row_is_taken_too(params int[] shape)
    {
        using var scope = Tensor.Scope();
        using var source = Open("a.weight_scale", [.. shape.Select(s => (long)s)], [0.5f, 2]);

        Assert.Equal(["a.weight"], source.Names);
        Assert.Equal(ScalarType.Float32, source.TypeOf("a.weight"));
        Assert.Equal([0.5f, 0.5f, -2, 4], source.Read("a.weight").ToFloats());
        Assert.Equal([0.5f, 0.5f, -2, 4], source.ReadPacked("a.weight")!.Unpack().ToFloats());
        Assert.Equal([-2, 4], source.ReadPacked("a.weight")!.Rows(1, 1).Unpack().ToFloats());
    }

    [Fact]
    public void Factors_of_another_number_are_refused_with_both_shapes()
    {
        using var scope = Tensor.Scope();
        using var source = Open("a.scale_weight", [3], [1, 2, 3]);

        var error = Assert.Throws<WeightException>(() => source.Read("a.weight"));

        Assert.Contains("a.scale_weight", error.Message);
        Assert.Contains("[2, 2]", error.Message);
    }

    private ITensorSource Open(string factor, long[] shape, float[] values)
    {
        var path = Path.Combine(_folder, "rows.safetensors");
        SafetensorsWriter.Write(path, [
            new SafetensorsSource("a.weight", SafetensorsType.F8E4M3, [2, 2], new byte[] { 0x38, 0x38, 0xB8, 0x40 }),
            new SafetensorsSource(factor, SafetensorsType.F32, shape, System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray()),
        ]);
        return ScaledTensors.Over(WeightFile.Open(path));
    }
}
