using Atelier.Testing;
using Atelier.Torch.Safetensors;

namespace Atelier.Torch.Tests.Safetensors;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("all_dtypes")]
    [InlineData("empty_tensors")]
    [InlineData("unicode_names")]
    [InlineData("scalars")]
    [InlineData("forty_tensors")]
    public void What_was_read_is_written_and_read_again(string name)
    {
        using var original = SafetensorsFile.Open(Golden(name));

        SafetensorsWriter.Write(_folder["copy.safetensors"], Sources(original), original.Metadata);

        using var copy = SafetensorsFile.Open(_folder["copy.safetensors"]);
        Assert.Equal(original.Metadata.OrderBy(pair => pair.Key), copy.Metadata.OrderBy(pair => pair.Key));
        Assert.Equal(original.Entries.Keys.Order(), copy.Entries.Keys.Order());
        foreach (var entry in original.Entries.Values)
        {
            Assert.Equal(entry.Type, copy[entry.Name].Type);
            Assert.Equal(entry.Shape, copy[entry.Name].Shape);
            Assert.Equal(original.Bytes(entry.Name).ToArray(), copy.Bytes(entry.Name).ToArray());
            Assert.True(copy[entry.Name].IsAligned);
        }
    }

    [Theory]
    [InlineData("dtype_bf16")]
    [InlineData("dtype_f8_e5m2")]
    [InlineData("forty_tensors")]
    public void Files_of_the_reference_writer_come_out_byte_for_byte(string name)
    {
        using (var original = SafetensorsFile.Open(Golden(name)))
            SafetensorsWriter.Write(_folder["copy.safetensors"], Sources(original), original.Metadata);

        Assert.Equal(File.ReadAllBytes(Golden(name)), File.ReadAllBytes(_folder["copy.safetensors"]));
    }

    [Fact]
    public void A_source_of_the_wrong_length_leaves_the_old_file_and_no_temporary_one()
    {
        File.WriteAllText(_folder["x.safetensors"], "old");
        var wrong = new SafetensorsSource("x", SafetensorsType.F32, [2], new byte[7]);

        var error = Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(_folder["x.safetensors"], [wrong]));

        Assert.Contains("7", error.Message);
        Assert.Contains("8", error.Message);
        Assert.Equal(["x.safetensors"], _folder.Files);
        Assert.Equal("old", File.ReadAllText(_folder["x.safetensors"]));
    }

    [Fact]
    public void Reserved_repeated_and_negative_are_refused()
    {
        var one = new SafetensorsSource("x", SafetensorsType.U8, [1], new byte[1]);

        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(Stream.Null, [one, one]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(Stream.Null, [one with { Name = "__metadata__" }]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(Stream.Null, [one with { Shape = [-1] }]));
    }

    private static string Golden(string name) =>
        Path.Combine(RepositoryRoot.Path, "tests", "goldens", "safetensors", "valid", name + ".safetensors");

    private static IEnumerable<SafetensorsSource> Sources(SafetensorsFile file) =>
        file.Entries.Values.Select(entry => new SafetensorsSource(entry.Name, entry.Type, entry.Shape, stream =>
        {
            using var bytes = file.OpenRead(entry.Name);
            bytes.CopyTo(stream);
        }));
}
