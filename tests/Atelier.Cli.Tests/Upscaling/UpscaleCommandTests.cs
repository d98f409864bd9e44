using System.Text.Json;
using Atelier.Cli.Shell;
using Atelier.Cli.Tests.Generation;
using Atelier.Imaging;

namespace Atelier.Cli.Tests.Upscaling;

public sealed class UpscaleCommandTests(TinyModel model) : IClassFixture<TinyModel>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    private static string Network => Path.Combine(AppContext.BaseDirectory, "Upscaling", "Files", "compact-x4.pth");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_painted_picture_is_enlarged_and_keeps_its_texts()
    {
        var painted = await Paint("painted.png");

        var (code, output, error) = await CommandLine.RunAsync("upscale", painted, "--model", Network, "--out", _folder + "/", "--json");

        Assert.True(code == ExitCode.Done, error);
        using var json = JsonDocument.Parse(output);
        Assert.Equal((64, 64, 4), (Number("width"), Number("height"), Number("scale")));
        var stored = PictureFile.Open(Path.Combine(_folder, "painted-x4.png"));
        Assert.Equal((64, 64), (stored.Pixels.Width, stored.Pixels.Height));
        var text = GenerationText.Parse(stored.Metadata.Parameters!);
        Assert.Equal(("a red ball", "compact-x4", "4"), (text.Prompt, text["Postprocess upscaler"], text["Postprocess upscale by"]));

        int Number(string name) => json.RootElement.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Pictures_of_one_name_do_not_take_each_others_place()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "a"));
        Directory.CreateDirectory(Path.Combine(_folder, "b"));
        var (one, two) = (await Paint("a/p.png"), await Paint("b/p.png", "--guidance", "1"));
        string[] words = ["upscale", one, two, "--model", Network, "--out", _folder + "/", "--quiet"];
        var first = await CommandLine.RunAsync(words);
        Assert.Equal(["p-x4.png", "p-x4-2.png"], first.Output.TrimEnd().Split('\n').Select(Path.GetFileName));
        Assert.Equal(first.Output, (await CommandLine.RunAsync(words)).Output);
    }

    [Fact]
    public async Task Generate_enlarges_what_it_paints()
    {
        var painted = await Paint("small.png");
        var enlarged = await Paint("large.png", "--upscale", Network);
        var (_, _, error) = await CommandLine.RunAsync("upscale", painted, "--model", Network, "--out", Path.Combine(_folder, "after.png"));

        Assert.Equal("", ErrorsIn(error));
        Assert.Equal(PictureFile.Load(Path.Combine(_folder, "after.png")).Pixels, PictureFile.Load(enlarged).Pixels);
    }

    [Fact]
    public async Task A_picture_that_another_file_enlarged_is_repeated_with_a_note()
    {
        var enlarged = await Paint("large.png", "--upscale", Network);

        var (code, output, error) = await CommandLine.RunAsync("generate", "--from", enlarged, "--model", model.Folder, "--out", Path.Combine(_folder, "again.png"));

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("enlarged by compact-x4", error);
        Assert.Equal(16, PictureFile.Load(output.TrimEnd()).Width);
    }

    [Fact]
    public async Task The_shipped_upscaler_doubles()
    {
        var painted = await Paint("doubled.png", "--upscale");

        Assert.Equal(32, PictureFile.Load(painted).Width);
        Assert.Equal("mini-x2", GenerationText.Parse(PictureFile.Open(painted).Metadata.Parameters!)["Postprocess upscaler"]);
        var (_, output, _) = await CommandLine.RunAsync("generate", "--from", painted, "--model", model.Folder, "--out", Path.Combine(_folder, "again.png"));
        Assert.Equal(File.ReadAllBytes(painted), File.ReadAllBytes(output.TrimEnd()));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_before_anything_is_written()
    {
        var painted = await Paint("painted.png");
        var there = Directory.EnumerateFiles(_folder).Count();
        string[][] wrong =
        [
            [Path.Combine(_folder, "none.png")], [painted, "--model", "no-such"], [painted, "--model", painted], [painted, painted, "--out", Path.Combine(_folder, "x.png")],
            [painted, "--out", Path.Combine(_folder, "x.gif")], [painted, "--format", "gif"], [painted, "--tile", "3"],
        ];

        foreach (var words in wrong)
        {
            var (code, _, error) = await CommandLine.RunAsync(["upscale", .. words]);

            Assert.Equal(ExitCode.BadInput, code);
            Assert.Single(error.TrimEnd().Split('\n'));
        }

        Assert.Equal(there, Directory.EnumerateFiles(_folder).Count());
    }

    private async Task<string> Paint(string name, params string[] words)
    {
        var file = Path.Combine(_folder, name);
        var (code, _, error) = await CommandLine.RunAsync(["generate", "a red ball", "--seed", "7", "--model", model.Folder, "--out", file, .. words]);
        Assert.True(code == ExitCode.Done, error);
        return file;
    }

    private static string ErrorsIn(string error) => string.Join('\n', error.Split('\n').Where(l => l.StartsWith("atelier:", StringComparison.Ordinal)));
}
