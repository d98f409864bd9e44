using System.IO.Compression;
using System.Text;
using Atelier.Models.Formats.Pickle;
using Atelier.Testing;

namespace Atelier.Models.Tests.Formats.Pickle;

public sealed class HostileArchiveTests : IDisposable
{
    private const string OneTensor = "ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0002tQK\0K\u0002\x85K\u0001\x85\x89NtR.";

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void An_archive_made_by_hand_is_read()
    {
        Write(("x/data.pkl", OneTensor), ("x/byteorder", "little"), ("x/data/0", "12345678"));

        using var file = TorchFile.Open(_path);

        Assert.Equal([2], Assert.IsType<TorchTensor>(file.Root).Shape);
    }

    [Fact]
    public void A_missing_storage() => Refused("missing", ("x/data.pkl", OneTensor));

    [Fact]
    public void A_storage_of_another_size() => Refused("7 bytes", ("x/data.pkl", OneTensor), ("x/data/0", "1234567"));

    [Fact]
    public void A_storage_in_another_folder() => Refused("missing", ("x/data.pkl", OneTensor), ("y/data/0", "12345678"));

    [Fact]
    public void No_pickle() => Refused("0 entries", ("x/data/0", "12345678"));

    [Fact]
    public void Two_pickles() => Refused("2 entries", ("x/data.pkl", OneTensor), ("y/data.pkl", OneTensor));

    [Fact]
    public void Another_byte_order() => Refused("little-endian", ("x/data.pkl", OneTensor), ("x/byteorder", "big"), ("x/data/0", "12345678"));

    [Fact]
    public void The_same_entry_twice() => Refused("twice", ("x/data.pkl", OneTensor), ("x/data/0", "12345678"), ("x/data/0", "12345678"));

    [Fact]
    public void A_compressed_entry()
    {
        using (var zip = new ZipArchive(File.Create(_path), ZipArchiveMode.Create))
        {
            using var stream = zip.CreateEntry("x/data.pkl", CompressionLevel.Optimal).Open();
            stream.Write(new byte[100_000]);
        }

        Assert.Contains("compressed", Assert.Throws<PickleException>(() => TorchFile.Open(_path)).Message);
    }

    [Fact]
    public void One_storage_described_in_two_ways() => Refused(
        "two ways",
        ("x/data.pkl", $"({OneTensor.TrimEnd('.')}{OneTensor.Replace("FloatStorage", "IntStorage", StringComparison.Ordinal).TrimEnd('.')}t."),
        ("x/data/0", "12345678"));

    [Theory]
    [InlineData("zip.pt")]
    [InlineData("legacy.pt")]
    public void A_file_cut_anywhere_is_refused(string name)
    {
        var whole = File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "tests", "goldens", "pickle", name));
        for (var length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(_path, whole.AsSpan(0, length));
            Assert.Throws<PickleException>(() => TorchFile.Open(_path));
        }
    }

    [Fact]
    public void Other_files() => Assert.All(
        new[] { "", "PK", "PK\x03\x04", "ustar", "\x93NUMPY", "GGUF", "\x89HDF" },
        content =>
        {
            File.WriteAllBytes(_path, Encoding.Latin1.GetBytes(content));
            Assert.Throws<PickleException>(() => TorchFile.Open(_path));
        });

    private void Refused(string message, params (string Name, string Content)[] entries)
    {
        Write(entries);

        Assert.Contains(message, Assert.Throws<PickleException>(() => TorchFile.Open(_path)).Message);
    }

    private void Write(params (string Name, string Content)[] entries)
    {
        using var zip = new ZipArchive(File.Create(_path), ZipArchiveMode.Create);
        foreach (var (name, content) in entries)
        {
            using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
            stream.Write(Encoding.Latin1.GetBytes(content));
        }
    }
}
