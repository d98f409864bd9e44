using Atelier.Torch.Safetensors;
using Atelier.Torch.Weights;

namespace Atelier.Torch.Tests.Weights;

public sealed class PackedWeightsTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("atelier-").FullName, "model.safetensors");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Fact]
    public void Floats_of_8_bits_read_as_the_numbers_that_they_are()
    {
        // 0, 1, -1, the least and the largest, no number; and an infinity, which one of the two kinds has.
        byte[] narrow = [0x00, 0x38, 0xB8, 0x01, 0x7E, 0x7F];
        byte[] wide = [0x00, 0x3C, 0xBC, 0x01, 0x7B, 0x7C];
        SafetensorsWriter.Write(_file, [
            new SafetensorsSource("e4m3", SafetensorsType.F8E4M3, [2, 3], narrow), new SafetensorsSource("e5m2", SafetensorsType.F8E5M2, [2, 3], wide)]);

        using var source = SafetensorsTensors.Open(_file);

        Assert.Equal([0, 1, -1, MathF.ScaleB(1, -9), 448, float.NaN], source.Read("e4m3").ToFloats());
        Assert.Equal([0, 1, -1, MathF.ScaleB(1, -16), 57344, float.PositiveInfinity], source.Read("e5m2").ToFloats());
        Assert.Equal([MathF.ScaleB(1, -9), 448, float.NaN], source.ReadPacked("e4m3")!.Rows(1, 1).Unpack().ToFloats());
    }

    [Fact]
    public void A_packed_layer_stays_packed_and_answers_as_the_unpacked_one()
    {
        using var scope = Tensor.Scope();
        byte[] bytes = [.. Enumerable.Range(0, 12).Select(i => (byte)(0x30 + i))];
        SafetensorsWriter.Write(_file, [
            new SafetensorsSource("weight", SafetensorsType.F8E4M3, [3, 4], bytes), new SafetensorsSource("bias", SafetensorsType.F8E4M3, [3], bytes.AsMemory(0, 3))]);
        using var source = SafetensorsTensors.Open(_file);
        using Linear packed = new(4, 3), plain = new(4, 3);

        StateDict.Load(packed, source, packed: true);
        StateDict.Load(plain, source);
        var x = Tensor.From([1f, -2, 3, 0.5f], 1, 4);
        var before = scope.Count;
        var answer = packed.Forward(x);

        Assert.NotNull(packed.Weight.Packed);
        Assert.Null(packed.Bias!.Packed);
        Assert.Equal(plain.Forward(x).ToFloats(), answer.ToFloats());
        Assert.Equal(before + 2, scope.Count);

        packed.To(Device.Cpu, ScalarType.Float32);
        Assert.Null(packed.Weight.Packed);
        Assert.Equal(plain.Weight.Value.ToFloats(), packed.Weight.Value.ToFloats());
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void A_norm_of_half_precision_answers_in_single_once_its_vector_is_widened(ScalarType type)
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(1);
        using var norm = new RmsNorm(4);
        norm.Weight!.Value = Tensor.Full([4], 0.5, type);

        norm.WidenVectors();

        Assert.Equal(ScalarType.Float32, norm.Forward(Tensor.RandN([2, 4], generator)).Type);
    }
}
