using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Safetensors;

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
}
