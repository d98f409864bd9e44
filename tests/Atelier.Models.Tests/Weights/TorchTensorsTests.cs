using System.IO.Compression;
using System.Text.Json;
using Atelier.Models.Formats.Pickle;
using Atelier.Models.Text.Prompts;
using Atelier.Models.Weights;
using Atelier.Testing;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Tests.Weights;

public sealed class TorchTensorsTests : IDisposable
{
    // {"name": "mine", "string_to_param": {"*": tensor of two floats}}, as textual inversion files are built.
    private const string Embedding =
        "}(X\u0004\0\0\0nameX\u0004\0\0\0mineX\u000f\0\0\0string_to_param}(X\u0001\0\0\0*ctorch._utils\n_rebuild_tensor_v2\n" +
        "((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0002tQK\0K\u0001K\u0002\x86K\u0002K\u0001\x86\x89NtRuu.";

    private readonly string _path = Path.ChangeExtension(Path.GetTempFileName(), ".pt");
    private readonly TensorScope _scope = Tensor.Scope();

    public void Dispose()
    {
        File.Delete(_path);
        _scope.Dispose();
    }

    [Theory]
    [InlineData("zip.pt")]
    [InlineData("legacy.pt")]
    public void Every_tensor_of_a_file_is_there_with_its_values(string name)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "tests", "goldens", "pickle");
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "expected.json")));
        using var file = WeightFile.Open(Path.Combine(folder, name));

        foreach (var tensor in expected.RootElement.EnumerateObject())
        {
            var (shape, values) = (tensor.Value.GetProperty("shape"), tensor.Value.GetProperty("values"));
            Assert.Equal(shape.EnumerateArray().Select(s => s.GetInt64()), file.ShapeOf(tensor.Name));
            Assert.Equal(values.EnumerateArray().Select(v => v.GetSingle()), file.Read(tensor.Name).ToFloats());
        }
    }

    [Theory]
    [InlineData("zip.pt")]
    [InlineData("legacy.pt")]
    public void A_file_is_known_by_its_first_bytes_whatever_it_is_called(string name)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "tests", "goldens", "pickle");
        var renamed = _path + ".download";
        File.Copy(Path.Combine(folder, name), renamed);
        try
        {
            Assert.True(WeightFile.Is(renamed));
            using var own = WeightFile.Open(Path.Combine(folder, name));
            using var file = WeightFile.Open(renamed);
            Assert.Equal(own.Names.Order(), file.Names.Order());
        }
        finally
        {
            File.Delete(renamed);
        }
    }

    [Fact]
    public void Dictionaries_within_a_file_add_to_the_names()
    {
        using (var archive = new ZipArchive(File.Create(_path), ZipArchiveMode.Create))
        {
            foreach (var (name, content) in new[] { ("x/data.pkl", Embedding), ("x/data/0", "12345678") })
            {
                using var stream = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                stream.Write(System.Text.Encoding.Latin1.GetBytes(content));
            }
        }

        using var file = WeightFile.Open(_path);

        Assert.Equal(["string_to_param.*"], file.Names);
        Assert.Equal("mine", file.Metadata["name"]);
        Assert.Equal("mine", LearnedTokenFile.Read(file).Word);
        Assert.Equal("other", LearnedTokenFile.Read(file, otherwise: "other").Word);
        Assert.Throws<WeightException>(() => file.Read("none"));
    }

    [Fact]
    public void A_file_that_asks_for_more_than_data_is_refused() =>
        Assert.Throws<PickleException>(() => WeightFile.Open(Path.Combine(RepositoryRoot.Path, "tests", "goldens", "pickle", "evil_os_system.pt")));
}
