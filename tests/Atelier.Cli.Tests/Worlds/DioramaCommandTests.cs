using System.Text.Json;
using Atelier.Cli.Shell;
using Atelier.Diorama.Datasets;
using Atelier.Imaging;

namespace Atelier.Cli.Tests.Worlds;

public sealed class DioramaCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_scene_is_rendered_with_its_layers_and_its_document()
    {
        var path = Path.Combine(_folder, "scene.png");

        var (code, output, error) = await CommandLine.RunAsync("diorama", "render", "--seed", "5", "--size", "32", "--layers", "--json", "--out", path);

        Assert.True(code == ExitCode.Done, error);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(5, json.RootElement.GetProperty("seed").GetInt64());
        var objects = json.RootElement.GetProperty("scene").GetProperty("objects").GetArrayLength();
        var layers = json.RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.GetString()!).ToArray();
        Assert.Equal(4 + (5 * objects), layers.Length);
        Assert.All(layers.Prepend(path), file => Assert.Equal((32, 32), Size(file)));
        Assert.NotNull(PictureFile.Open(Path.Combine(_folder, "scene.depth.png")).Samples16);
    }

    [Fact]
    public async Task Several_scenes_get_their_seeds_into_their_names()
    {
        await CommandLine.RunAsync("diorama", "render", "--seed", "8", "--count", "2", "--size", "16", "--out", Path.Combine(_folder, "set"));

        Assert.Equal(["diorama-8.png", "diorama-9.png"], Directory.EnumerateFiles(Path.Combine(_folder, "set")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_sheet_is_one_picture()
    {
        var path = Path.Combine(_folder, "sheet.png");

        var (code, output, error) = await CommandLine.RunAsync("diorama", "sheet", "--count", "3", "--size", "64", "--out", path);

        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(path, output.TrimEnd());
        Assert.True(PictureFile.Load(path).Width > 2 * 64);
    }

    [Fact]
    public async Task A_dataset_goes_on_and_another_one_is_refused()
    {
        var first = await CommandLine.RunAsync("diorama", "dataset", _folder, "--count", "2", "--size", "16", "--json");
        var more = await CommandLine.RunAsync("diorama", "dataset", _folder, "--count", "3", "--size", "16", "--json");
        var other = await CommandLine.RunAsync("diorama", "dataset", _folder, "--count", "3", "--size", "32");

        Assert.True(first.Code == ExitCode.Done, first.Error);
        Assert.True(more.Code == ExitCode.Done, more.Error);
        Assert.Equal(ExitCode.BadInput, other.Code);
        using var reader = new ShardReader(DatasetBuilder.Files(_folder)[0]);
        Assert.Equal(3, reader.Count);
    }

    [Theory]
    [InlineData("render --size 18")]
    [InlineData("render --count 0")]
    [InlineData("render --out x.gif")]
    [InlineData("sheet --captions loud")]
    [InlineData("dataset x --part 2 --parts 2")]
    [InlineData("dataset")]
    [InlineData("paint")]
    public async Task Bad_input_is_answered_with_one_line_and_2(string words)
    {
        var (code, output, error) = await CommandLine.RunAsync(["diorama", .. words.Split(' ')]);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    private static (int Width, int Height) Size(string path)
    {
        var picture = PictureFile.Load(path);
        return (picture.Width, picture.Height);
    }
}
