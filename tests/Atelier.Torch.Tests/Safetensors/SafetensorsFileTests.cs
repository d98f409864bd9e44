using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Atelier.Torch.Safetensors;

namespace Atelier.Torch.Tests.Safetensors;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_five_gigabyte_file_opens_at_once_and_its_end_is_reached()
    {
        const long Large = 5L << 30;
        var path = _folder["large.safetensors"];
        var header = Encoding.UTF8.GetBytes($$$"""{"large":{"dtype":"U8","shape":[{{{Large}}}],"data_offsets":[0,{{{Large}}}]},"last":{"dtype":"I32","shape":[],"data_offsets":[{{{Large}}},{{{Large + 4}}}]}}""");
        using (var stream = File.Create(path))
        {
            stream.Write(BitConverter.GetBytes((long)header.Length));
            stream.Write(header);
            // A hole in the file: no disk space is used.
            stream.Seek(Large, SeekOrigin.Current);
            stream.Write(BitConverter.GetBytes(0x12345678));
        }

        SafetensorsFile.Open(path).Dispose();
        var before = Process.GetCurrentProcess().WorkingSet64;
        var watch = Stopwatch.StartNew();
        using var file = SafetensorsFile.Open(path);
        var last = BinaryPrimitives.ReadInt32LittleEndian(file.Bytes("last"));
        watch.Stop();

        Assert.Equal(0x12345678, last);
        Assert.True(watch.ElapsedMilliseconds < 100, $"took {watch.ElapsedMilliseconds} ms");
        Assert.True(Process.GetCurrentProcess().WorkingSet64 - before < 256L << 20);
        Assert.Throws<SafetensorsException>(() => { file.Bytes("large"); });
        using var data = file.OpenRead("large");
        Assert.Equal(Large, data.Length);
        data.Position = Large - 1;
        Assert.Equal(0, data.ReadByte());
        Assert.Equal(-1, data.ReadByte());
    }

    [Fact]
    public unsafe void The_memory_outlives_the_file_while_somebody_holds_the_mapping()
    {
        Write("x.safetensors", ("x", [1, 2, 3]));
        var file = SafetensorsFile.Open(_folder["x.safetensors"]);
        var mapping = file.Mapping;
        var held = false;
        mapping.DangerousAddRef(ref held);
        var pointer = file.Pointer("x");

        file.Dispose();

        Assert.Equal(3, pointer[2]);
        mapping.DangerousRelease();
        Assert.True(mapping.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => { file.Bytes("x"); });
    }

    [Fact]
    public unsafe void Copy_on_write_changes_the_memory_and_not_the_file()
    {
        Write("x.safetensors", ("x", [1, 2, 3]));
        using (var file = SafetensorsFile.Open(_folder["x.safetensors"], copyOnWrite: true))
        {
            *file.Pointer("x") = 9;
            Assert.Equal([9, 2, 3], file.Bytes("x").ToArray());
        }

        using var again = SafetensorsFile.Open(_folder["x.safetensors"]);
        Assert.Equal([1, 2, 3], again.Bytes("x").ToArray());
    }

    [Fact]
    public void An_open_file_keeps_its_content_when_a_new_one_takes_its_place()
    {
        Write("x.safetensors", ("x", [1, 2, 3]));
        using var old = SafetensorsFile.Open(_folder["x.safetensors"]);

        Write("x.safetensors", ("x", [7]));

        Assert.Equal([1, 2, 3], old.Bytes("x").ToArray());
        using var fresh = SafetensorsFile.Open(_folder["x.safetensors"]);
        Assert.Equal([7], fresh.Bytes("x").ToArray());
    }

    [Fact]
    public void Messages_name_the_file_and_both_numbers()
    {
        File.WriteAllBytes(_folder["bad.safetensors"], [200, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]);

        var error = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(_folder["bad.safetensors"]));

        Assert.Contains("bad.safetensors", error.Message);
        Assert.Contains("200", error.Message);
        Assert.Contains("3", error.Message);
    }

    [Fact]
    public void A_missing_file_is_an_error_of_the_file_system() =>
        Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(_folder["none.safetensors"]));

    private void Write(string name, params (string Name, byte[] Bytes)[] tensors) => SafetensorsWriter.Write(
        _folder[name], tensors.Select(tensor => new SafetensorsSource(tensor.Name, SafetensorsType.U8, [tensor.Bytes.Length], tensor.Bytes)));
}
