using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Atelier.Models.Formats.Gguf;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Tests.Weights;

/// <summary>Products with quantised weights as they are stored, against the product with the unpacked weight.</summary>
public sealed class QuantisedProductTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quantised-products-").FullName;

    private const int Inputs = 512, Outputs = 70;

    [Theory]
    [InlineData(GgufType.Q8_0)]
    [InlineData(GgufType.Q5_1)]
    [InlineData(GgufType.Q5_0)]
    [InlineData(GgufType.Q4_1)]
    [InlineData(GgufType.Q4_0)]
    [InlineData(GgufType.Q4_K)]
    [InlineData(GgufType.Q5_K)]
    public void A_product_in_int8_is_the_product_but_for_the_rounding_of_the_operand(GgufType type)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        using var generator = new Generator(4);
        var path = Path.Combine(_folder, $"{type}.gguf");
        var bias = MemoryMarshal.AsBytes<float>(Tensor.RandN([Outputs], generator).ToFloats()).ToArray();
        var blocks = Blocks(type);
        GgufWriter.Write(path, new Dictionary<string, object>(), [
            new GgufSource("weight", type, [Outputs, Inputs], stream => stream.Write(blocks)),
            new GgufSource("bias", GgufType.F32, [Outputs], stream => stream.Write(bias))]);

        using var layer = new Linear(Inputs, Outputs);
        using (var file = WeightFile.Open(path))
            StateDict.Load(layer, file, packed: true);
        Assert.IsType<IPackedLinear>(layer.Weight.Packed, exactMatch: false);
        foreach (var rows in new[] { 1, 13, 64 })
        {
            var x = Tensor.RandN([rows, Inputs], generator);
            var expected = layer.Forward(x);
            Assert.False(((IPackedLinear)layer.Weight.Packed!).RoundsOperand);
            using var int8 = ProductPrecision.UseInt8();
            var error = (layer.Forward(x) - expected).Square().Mean().Item() / expected.Square().Mean().Item();
            Assert.True(Math.Sqrt(error) < 0.01, $"{type}, {rows} rows: off by {Math.Sqrt(error):g3} of the product");
        }
    }

    // Any bytes are weights; only the scales, halves at the start of a block, are set, so that they are ordinary numbers.
    private static byte[] Blocks(GgufType type)
    {
        var bytes = new byte[Outputs * Inputs / type.BlockLength() * type.BlockBytes()];
        new Random(7).NextBytes(bytes);
        var scales = type is GgufType.Q8_0 or GgufType.Q4_0 or GgufType.Q5_0 ? 1 : 2;
        for (var block = 0; block < bytes.Length; block += type.BlockBytes())
        {
            for (var i = 0; i < scales; i++)
                BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(block + (2 * i)), (Half)(0.01 + (0.002 * (block % 7)) - (0.015 * i)));
        }

        return bytes;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
