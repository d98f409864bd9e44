using Atelier.Cli.Shell;
using Atelier.Imaging;

namespace Atelier.Cli.Tests.Generation;

public sealed class StableDiffusionXLCommandTests(TinyStableDiffusionXL model) : IClassFixture<TinyStableDiffusionXL>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_and_a_single_file_of_the_same_weights_paint_the_same()
    {
        var folder = await Paint("xl");
        var file = await Paint("single.safetensors", "--tokenizer", model.FileOf("xl/tokenizer"), "--steps", "3", "--width", "16", "--height", "16");

        Assert.Equal((16, 16), (folder.Width, folder.Height));
        Assert.Equal(folder.Pixels, file.Pixels);
    }

    [Theory]
    [InlineData("--lora @style.safetensors")]
    [InlineData("--clip-skip 2")]
    [InlineData("--negative red")]
    [InlineData("--sampler dpm++2m --schedule karras")]
    [InlineData("--guidance 1")]
    [InlineData("--width 24")]
    public async Task An_option_changes_the_picture(string words) =>
        Assert.NotEqual((await Paint("xl")).Pixels, (await Paint("xl", [.. words.Split(' ').Select(w => w.Replace("@", model.Folder + "/", StringComparison.Ordinal))])).Pixels);

    [Fact]
    public async Task Words_of_embeddings_have_rows_for_both_encoders()
    {
        var with = await Paint("xl", ["--embedding", model.FileOf("word.safetensors")], "red word");
        var without = await Paint("xl", prompt: "red word");

        Assert.NotEqual(without.Pixels, with.Pixels);
        var (code, _, error) = await CommandLine.RunAsync("generate", "x", "--model", model.FileOf("xl"), "--embedding", model.FileOf("old.safetensors"));
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("has two", Assert.Single(error.TrimEnd('\n').Split('\n')));
    }

    private Task<Picture> Paint(string name, params string[] words) => Paint(name, words, "red ball");

    private async Task<Picture> Paint(string name, string[]? words = null, string prompt = "red ball")
    {
        var path = Path.Combine(_folder, "out.png");
        var (code, _, error) = await CommandLine.RunAsync(["generate", prompt, "--model", model.FileOf(name), "--seed", "1", "--precision", "fp32", "--out", path, .. words ?? []]);
        Assert.True(code == ExitCode.Done, error);
        return PictureFile.Load(path);
    }
}
