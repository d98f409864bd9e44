using Atelier.Torch.Safetensors;
using Atelier.Torch.Weights;

namespace Atelier.Torch.Tests.Safetensors;

public sealed class Float8Tests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    // From the tables of Micikevicius et al. 2022, arXiv 2209.05433: zero, least and largest subnormal, least normal, one, largest, and not a number.
    [Theory]
    [InlineData(SafetensorsType.F8E4M3, 0x00, 0.0)]
    [InlineData(SafetensorsType.F8E4M3, 0x01, 0.001953125)]
    [InlineData(SafetensorsType.F8E4M3, 0x07, 0.013671875)]
    [InlineData(SafetensorsType.F8E4M3, 0x08, 0.015625)]
    [InlineData(SafetensorsType.F8E4M3, 0x38, 1.0)]
    [InlineData(SafetensorsType.F8E4M3, 0xfe, -448.0)]
    [InlineData(SafetensorsType.F8E4M3, 0x7f, double.NaN)]
    [InlineData(SafetensorsType.F8E5M2, 0x01, 1.52587890625e-05)]
    [InlineData(SafetensorsType.F8E5M2, 0x04, 6.103515625e-05)]
    [InlineData(SafetensorsType.F8E5M2, 0x3c, 1.0)]
    [InlineData(SafetensorsType.F8E5M2, 0xfb, -57344.0)]
    [InlineData(SafetensorsType.F8E5M2, 0x7c, double.PositiveInfinity)]
    public void A_code_is_read_as_its_value(SafetensorsType type, byte code, double expected)
    {
        SafetensorsWriter.Write(_path, [new SafetensorsSource("x", type, [2], stream => stream.Write([code, 0]))]);

        using var file = SafetensorsTensors.Open(_path);
        using var tensor = file.Read("x");

        Assert.Equal(ScalarType.Float16, file.TypeOf("x"));
        Assert.Equal((float)expected, tensor.ToFloats()[0]);
    }
}
