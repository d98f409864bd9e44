using System.Text.Json;
using Atelier.Cli.Shell;
using Atelier.Imaging;

namespace Atelier.Cli.Tests.Generation;

public sealed class GenerateCommandTests(TinyModel model) : IClassFixture<TinyModel>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Picture_k_of_several_equals_the_single_picture_of_its_seed()
    {
        var several = await Paint("--seed", "7", "--count", "2", "--out", Path.Combine(_folder, "several"), "--format", "png");
        var single = await Paint("--seed", "8", "--out", Path.Combine(_folder, "single.png"));

        Assert.Equal(2, several.Output.TrimEnd().Split('\n').Length);
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "several", "atelier-8.png")), File.ReadAllBytes(single.Output.TrimEnd()));
        Assert.NotEqual(
            PictureFile.Load(Path.Combine(_folder, "several", "atelier-7.png")).Pixels, PictureFile.Load(single.Output.TrimEnd()).Pixels);
    }

    [Fact]
    public async Task A_name_made_from_the_seed_never_takes_the_place_of_another_picture()
    {
        var first = (await Paint("--seed", "7", "--out", _folder)).Output.TrimEnd();
        var bytes = File.ReadAllBytes(first);

        var other = (await Paint("--seed", "7", "--steps", "2", "--out", _folder)).Output.TrimEnd();
        var third = (await Paint("--seed", "7", "--steps", "1", "--out", _folder)).Output.TrimEnd();
        var same = (await Paint("--seed", "7", "--steps", "2", "--out", _folder)).Output.TrimEnd();

        Assert.Equal(["atelier-7.png", "atelier-7-2.png", "atelier-7-3.png"], new[] { first, other, third }.Select(Path.GetFileName));
        Assert.Equal(bytes, File.ReadAllBytes(first));
        Assert.Equal(other, same);
        Assert.Equal(3, Directory.EnumerateFiles(_folder).Count());
    }

    [Fact]
    public async Task A_file_that_is_named_is_replaced()
    {
        var file = Path.Combine(_folder, "x.png");
        await Paint("--seed", "7", "--out", file);
        var bytes = File.ReadAllBytes(file);

        await Paint("--seed", "8", "--out", file);

        Assert.NotEqual(bytes, File.ReadAllBytes(file));
        Assert.Equal([file], Directory.EnumerateFiles(_folder));
    }

    [Theory]
    [InlineData("--out", "taken/x.png")]
    [InlineData("--out", "taken/")]
    [InlineData("--preview", "taken/x")]
    public async Task A_place_that_cannot_be_written_is_known_before_the_work(string option, string place)
    {
        File.WriteAllText(Path.Combine(_folder, "taken"), "");
        string[] output = option == "--out" ? [] : ["--out", Path.Combine(_folder, "x.png")];

        var (code, _, error) = await CommandLine.RunAsync(["generate", "a red ball", "--model", model.Folder, option, Path.Combine(_folder, place), .. output]);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("taken", error);
        Assert.DoesNotContain("seed", error);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("webp")]
    public async Task A_picture_can_be_repeated_from_its_file(string format)
    {
        var first = Path.Combine(_folder, $"first.{format}");
        await Paint("--seed", "11", "--steps", "2", "--guidance", "1.5", "--width", "24", "--negative", "fog, rain", "--out", first);

        var again = Path.Combine(_folder, $"again.{format}");
        var (code, _, error) = await CommandLine.RunAsync("generate", "--from", first, "--model", model.Folder, "--out", again);

        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(again));
    }

    [Fact]
    public async Task The_json_tells_path_seed_seconds_and_parameters()
    {
        var (_, output, error) = await Paint("--json", "--out", _folder + "/");

        using var json = JsonDocument.Parse(output);
        var seed = json.RootElement.GetProperty("seed").GetInt64();
        Assert.InRange(seed, 0, (1L << 53) - 1);
        Assert.Contains($"seed {seed}", error);
        Assert.True(File.Exists(json.RootElement.GetProperty("path").GetString()));
        Assert.True(json.RootElement.GetProperty("seconds").GetDouble() > 0);
        var parameters = json.RootElement.GetProperty("parameters");
        Assert.Equal("a red ball", parameters.GetProperty("prompt").GetString());
        Assert.Equal(3, parameters.GetProperty("steps").GetInt32());
        Assert.Equal(16, parameters.GetProperty("width").GetInt32());
    }

    [Fact]
    public async Task Previews_lie_in_their_folder()
    {
        var previews = Path.Combine(_folder, "previews");

        await Paint("--seed", "3", "--preview", previews, "--out", Path.Combine(_folder, "x.png"));

        Assert.Equal(["preview-3-001.png", "preview-3-002.png"], Directory.EnumerateFiles(previews).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Quiet_leaves_the_path_alone()
    {
        var (_, output, error) = await Paint("--quiet", "--out", Path.Combine(_folder, "x.png"));

        Assert.Empty(error);
        Assert.Equal(Path.Combine(_folder, "x.png"), output.TrimEnd());
    }

    [Theory]
    [InlineData("--steps 0")]
    [InlineData("--steps many")]
    [InlineData("--seed -1")]
    [InlineData("--seed 9007199254740992")]
    [InlineData("--count 0")]
    [InlineData("--guidance nan")]
    [InlineData("--width 17")]
    [InlineData("--width 128")]
    [InlineData("--height 3000000000")]
    [InlineData("--format gif")]
    [InlineData("--out x.bmp")]
    [InlineData("--out x.png --format webp")]
    [InlineData("--precision fp8")]
    [InlineData("--model nosuch")]
    [InlineData("--from /there/is/none.png")]
    public async Task A_value_that_is_not_allowed_gets_one_line_and_2(string words)
    {
        var (code, output, error) = await CommandLine.RunAsync(["generate", "a red ball", "--model", model.Folder, .. words.Split(' ')]);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.False(File.Exists("x.png"));
    }

    [Theory]
    [InlineData(40, false)]
    [InlineData(400, true)]
    public async Task A_prompt_that_is_cut_is_told(int words, bool told)
    {
        var (code, _, error) = await CommandLine.RunAsync(
            "generate", string.Join(' ', Enumerable.Repeat("ball", words)), "--model", model.Folder, "--precision", "fp32", "--out", Path.Combine(_folder, "x.png"));

        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(told, error.Contains("only its first 256 tokens count", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_prompt_may_begin_with_an_at_sign()
    {
        var (code, output, error) = await CommandLine.RunAsync(
            "generate", "@night a red ball", "--model", model.Folder, "--precision", "fp32", "--seed", "1", "--json", "--out", Path.Combine(_folder, "x.png"));

        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("\"prompt\":\"@night a red ball\"", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("generate")]
    [InlineData("generate  ")]
    public async Task An_empty_prompt_is_bad_input(string line) =>
        Assert.Equal(ExitCode.BadInput, (await CommandLine.RunAsync(line.Split(' '))).Code);

    private async Task<(int Code, string Output, string Error)> Paint(params string[] words)
    {
        var result = await CommandLine.RunAsync(["generate", "a red ball", "--model", model.Folder, "--precision", "fp32", .. words]);
        Assert.True(result.Code == ExitCode.Done, result.Error);
        return result;
    }
}
