using Atelier.Torch.Safetensors;

namespace Atelier.Torch.Tests.Safetensors;

public sealed class SafetensorsFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_gives_the_variant_that_was_asked_for()
    {
        Write("diffusion_pytorch_model.safetensors", "plain");
        Write("diffusion_pytorch_model.fp16.safetensors", "half");

        using var plain = SafetensorsFolder.Open(_folder.ToString());
        using var half = SafetensorsFolder.Open(_folder.ToString(), "fp16");

        Assert.Equal(["plain"], plain.Names);
        Assert.Equal(["half"], half.Names);
    }

    [Fact]
    public void The_only_file_is_taken_and_two_are_a_question()
    {
        Write("a.safetensors", "a");
        using (var only = SafetensorsFolder.Open(_folder.ToString()))
            Assert.Equal("a", only["a"].Name);

        Write("b.safetensors", "b");
        Assert.Throws<SafetensorsException>(() => SafetensorsFolder.Open(_folder.ToString()));
    }

    [Fact]
    public void An_index_comes_before_a_single_file()
    {
        Write("model.safetensors", "old");
        Write("model-00001-of-00001.safetensors", "new");
        File.WriteAllText(_folder["model.safetensors.index.json"], """{"weight_map":{"new":"model-00001-of-00001.safetensors"}}""");

        using var folder = SafetensorsFolder.Open(_folder.ToString());

        Assert.Equal(["new"], folder.Names);
    }

    [Fact]
    public void Two_shards_with_the_same_unmapped_tensor_are_refused()
    {
        Write("one.safetensors", "a", "twice");
        Write("two.safetensors", "b", "twice");
        File.WriteAllText(_folder["x.safetensors.index.json"], """{"weight_map":{"a":"one.safetensors","b":"two.safetensors"}}""");
        Assert.Throws<SafetensorsException>(() => SafetensorsFolder.Open(_folder["x.safetensors.index.json"]));

        File.WriteAllText(_folder["x.safetensors.index.json"], """{"weight_map":{"a":"one.safetensors","b":"two.safetensors","twice":"two.safetensors"}}""");
        using var folder = SafetensorsFolder.Open(_folder["x.safetensors.index.json"]);
        Assert.EndsWith("two.safetensors", folder.FileOf("twice").Path);
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"one.safetensors","a":"one.safetensors"}}""")]
    [InlineData("""{"weight_map":{"a":"sub/one.safetensors"}}""")]
    [InlineData("""{"weight_map":{"a":".."}}""")]
    [InlineData("""{"weight_map":{"a":"one.safetensors\u0000.safetensors"}}""")]
    [InlineData("""{"weight_map":{"\ud800":"one.safetensors"}}""")]
    [InlineData("""{"weight_map":null}""")]
    [InlineData("[]")]
    [InlineData("")]
    public void Bad_indices_are_refused(string json)
    {
        Write("one.safetensors", "a");
        File.WriteAllText(_folder["x.safetensors.index.json"], json);

        Assert.Throws<SafetensorsException>(() => SafetensorsFolder.Open(_folder["x.safetensors.index.json"]));
    }

    private void Write(string file, params string[] tensors) => SafetensorsWriter.Write(
        _folder[file], tensors.Select(name => new SafetensorsSource(name, SafetensorsType.U8, [1], new byte[1])));
}
