using System.Runtime.InteropServices;
using Atelier.Models.Formats.Gguf;
using Atelier.Models.Formats.Gguf.Blocks;
using Atelier.Testing;

namespace Atelier.Models.Tests.Formats.Gguf;

public sealed class GgufFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_of_the_reference_writer_comes_out_byte_for_byte()
    {
        var original = Path.Combine(RepositoryRoot.Path, "tests", "goldens", "gguf", "types.gguf");
        var copy = Path.Combine(_folder, "copy.gguf");
        using (var file = GgufFile.Open(original))
        {
            var tensors = file.Entries.Values.OrderBy(entry => entry.Offset)
                .Select(entry => new GgufSource(entry.Name, entry.Type, entry.Shape, stream => stream.Write(file.Bytes(entry.Name))));
            GgufWriter.Write(copy, file.Metadata, [.. tensors]);
        }

        Assert.Equal(File.ReadAllBytes(original), File.ReadAllBytes(copy));
    }

    [Theory]
    [InlineData(GgufType.Q8_0, 0.0045)]
    [InlineData(GgufType.Q5_1, 0.034)]
    [InlineData(GgufType.Q5_0, 0.0635)]
    [InlineData(GgufType.Q4_1, 0.068)]
    [InlineData(GgufType.Q4_0, 0.1265)]
    [InlineData(GgufType.Q4_K, 0.134)]
    [InlineData(GgufType.BF16, 0.002)]
    [InlineData(GgufType.F16, 0.0003)]
    [InlineData(GgufType.F32, 0)]
    // Half a step of each type over values from -1 to 1, one step where one end is cut (Q4_0 has no code for it, Q4_K takes the least squares), plus the rounding of the scale.
    public void What_is_written_comes_back_within_the_step_of_its_type(GgufType type, double tolerance)
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, 64 * 256).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray();
        var bytes = new byte[type.ByteLength([64, 256])];
        GgufBlocks.Quantize(type, values, bytes);
        var path = Path.Combine(_folder, "x.gguf");
        var metadata = new Dictionary<string, object> { ["general.alignment"] = 64u, ["nested"] = new object[] { new[] { 1, 2 }, new[] { "a" } } };

        GgufWriter.Write(path, metadata, [new GgufSource("a", GgufType.I8, [3], stream => stream.Write([1, 2, 3])), new GgufSource("w", type, [64, 256], stream => stream.Write(bytes))]);

        using var file = GgufFile.Open(path);
        Assert.Equal(64, file.Alignment);
        Assert.Equal(0, file["w"].Offset % 64);
        Assert.Equal([1, 2, 3], file.Dequantize("a"));
        Assert.Equal([1, 2], Assert.IsType<int[]>(Assert.IsType<object[]>(file.Metadata["nested"])[0]));
        var worst = file.Dequantize("w").Zip(values, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(worst <= tolerance, $"worst {worst}");
    }

    [Fact]
    public void Large_tensors_are_decoded_in_stretches()
    {
        var values = new float[(1 << 20) + 512];
        for (var i = 0; i < values.Length; i++)
            values[i] = i % 127;
        var bytes = new byte[GgufType.Q8_0.ByteLength([values.Length])];
        GgufBlocks.Quantize(GgufType.Q8_0, values, bytes);
        var path = Path.Combine(_folder, "x.gguf");
        GgufWriter.Write(path, new Dictionary<string, object>(), [new GgufSource("w", GgufType.Q8_0, [values.Length], stream => stream.Write(bytes))]);

        using var file = GgufFile.Open(path);
        var decoded = new float[values.Length];
        GgufBlocks.Dequantize(GgufType.Q8_0, bytes, decoded);

        Assert.Equal(MemoryMarshal.AsBytes(decoded.AsSpan()).ToArray(), MemoryMarshal.AsBytes(file.Dequantize("w").AsSpan()).ToArray());
    }

    [Fact]
    public void Bad_requests_name_both_sides()
    {
        var path = Path.Combine(_folder, "x.gguf");
        var metadata = new Dictionary<string, object>();

        Assert.Contains("40", Assert.Throws<ArgumentException>(() => GgufWriter.Write(path, metadata, [new GgufSource("w", GgufType.Q8_0, [40], _ => { })])).Message);
        Assert.Contains("34", Assert.Throws<ArgumentException>(() => GgufWriter.Write(path, metadata, [new GgufSource("w", GgufType.Q8_0, [32], _ => { })])).Message);
        Assert.Throws<ArgumentException>(() => GgufWriter.Write(path, new Dictionary<string, object> { ["x"] = DateTime.UnixEpoch }, []));
        Assert.Throws<ArgumentException>(() => GgufBlocks.Quantize(GgufType.Q6_K, new float[256], new byte[210]));
        Assert.Throws<ArgumentException>(() => GgufBlocks.Dequantize(GgufType.Q8_0, new byte[33], new float[32]));
        Assert.Empty(Directory.GetFiles(_folder));
    }
}
