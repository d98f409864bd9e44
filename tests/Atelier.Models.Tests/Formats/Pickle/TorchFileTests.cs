using System.Numerics;
using System.Text.Json;
using Atelier.Models.Formats.Pickle;
using Atelier.Testing;
using Atelier.Torch.Safetensors;

namespace Atelier.Models.Tests.Formats.Pickle;

public class TorchFileTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "goldens", "pickle");

    [Theory]
    [InlineData("zip.pt")]
    [InlineData("legacy.pt")]
    [InlineData("protocol4.pt")]
    public void Files_of_pytorch_give_their_tensors(string name)
    {
        using var file = TorchFile.Open(Path.Combine(Folder, name));
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "expected.json")));

        var recorded = expected.RootElement.EnumerateObject().ToArray();
        Assert.Equal(recorded.Select(entry => entry.Name).Order(), file.Tensors.Keys.Order());
        foreach (var entry in recorded)
        {
            var tensor = file.Tensors[entry.Name];
            Assert.Equal(entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), tensor.Shape);
            Assert.Equal(entry.Value.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()), Values(file, tensor));
        }
    }

    [Theory]
    [InlineData("zip.pt")]
    [InlineData("legacy.pt")]
    [InlineData("protocol4.pt")]
    public void Files_of_pytorch_give_everything_else(string name)
    {
        using var file = TorchFile.Open(Path.Combine(Folder, name));

        var root = Assert.IsType<Dictionary<object, object?>>(file.Root);
        Assert.Equal(3L, root["epoch"]);
        Assert.Equal(1e-4, root["lr"]);
        Assert.Equal("gr\u00FC\u00DFe", root["note"]);
        Assert.Equal(BigInteger.Pow(2, 70), root["big"]);
        Assert.Equal((-5L, 1L << 40), ((long)root["neg"]!, (long)root["long"]!));
        Assert.Equal([1L, 2.5, "x", null, true, new List<object?> { false }], (List<object?>)root["list"]!);
        Assert.Equal([1L, new object?[] { 2L, 3L }, Array.Empty<object?>()], (object?[])root["tuple"]!);
        Assert.Equal([2L, 3L], (object?[])root["size"]!);
        Assert.Equal("abc"u8.ToArray(), root["bytes"]);
        Assert.Equal(7L, ((Dictionary<object, object?>)((Dictionary<object, object?>)root["opt"]!)[0L]!)["step"]);
        var shared = (List<object?>)root["shared"]!;
        Assert.Same(shared[0], shared[1]);
    }

    [Fact]
    public void Views_share_their_storage()
    {
        using var file = TorchFile.Open(Path.Combine(Folder, "zip.pt"));

        Assert.Equal(file.Tensors["transposed"].Storage, file.Tensors["slice"].Storage);
        Assert.False(file.Tensors["transposed"].IsContiguous);
        Assert.True(file.Tensors["linear.weight"].IsContiguous);
        Assert.Equal(SafetensorsType.BF16, file.Tensors["bf16"].Storage.Type);
    }

    [Fact]
    public void A_file_may_be_a_single_tensor()
    {
        using var file = TorchFile.Open(Path.Combine(Folder, "tensor.pt"));

        Assert.Equal([4, 3, 2], Assert.IsType<TorchTensor>(file.Root).Shape);
        Assert.Empty(file.Tensors);
    }

    [Theory]
    [InlineData("evil_os_system.pt", "posix.system")]
    [InlineData("whole_module.pt", "torch.nn.modules.linear.Linear")]
    [InlineData("defaultdict.pt", "collections.defaultdict")]
    [InlineData("set.pt", "set")]
    [InlineData("numpy_scalar.pt", "numpy.core.multiarray.scalar")]
    public void What_is_not_plain_data_is_refused_by_name(string name, string asked)
    {
        var error = Assert.Throws<PickleException>(() => TorchFile.Open(Path.Combine(Folder, name)));

        Assert.Contains(asked, error.Message);
        Assert.Contains(name, error.Message);
    }

    internal static unsafe double[] Values(TorchFile file, TorchTensor tensor)
    {
        var size = tensor.Storage.Type.Size();
        var bytes = new byte[tensor.Count * size];
        fixed (byte* target = bytes)
            file.CopyTo(tensor, target);
        return [.. Enumerable.Range(0, (int)tensor.Count).Select(i => Value(tensor.Storage.Type, bytes.AsSpan(i * size)))];
    }

    private static double Value(SafetensorsType type, Span<byte> bytes) => type switch
    {
        SafetensorsType.F32 => BitConverter.ToSingle(bytes),
        SafetensorsType.F64 => BitConverter.ToDouble(bytes),
        SafetensorsType.F16 => (double)BitConverter.ToHalf(bytes),
        SafetensorsType.BF16 => BitConverter.Int32BitsToSingle(BitConverter.ToInt16(bytes) << 16),
        SafetensorsType.I64 => BitConverter.ToInt64(bytes),
        SafetensorsType.I32 => BitConverter.ToInt32(bytes),
        SafetensorsType.I16 => BitConverter.ToInt16(bytes),
        SafetensorsType.I8 => (sbyte)bytes[0],
        _ => bytes[0],
    };
}
