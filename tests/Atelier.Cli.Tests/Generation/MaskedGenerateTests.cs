using Atelier.Cli.Shell;
using Atelier.Imaging;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Cli.Tests.Generation;

public sealed class MaskedGenerateTests(TinyMaskedModel model) : IClassFixture<TinyMaskedModel>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Picture_k_of_several_equals_the_single_picture_of_its_seed()
    {
        await Paint("--seed", "7", "--count", "2", "--out", In("several/"));
        await Paint("--seed", "8", "--out", In("single.png"));
        Assert.Equal(File.ReadAllBytes(In("several/atelier-8.png")), File.ReadAllBytes(In("single.png")));
    }

    [Fact]
    public async Task A_picture_can_be_repeated_from_its_file_and_every_option_changes_it()
    {
        string[] words = ["--seed", "3", "--steps", "4", "--head-steps", "3", "--temperature", "0.5", "--guidance-schedule", "linear", "--order", "center", "--negative", "fog"];
        await Paint([.. words, "--out", In("first.png")]);
        var (code, _, error) = await CommandLine.RunAsync("generate", "--from", In("first.png"), "--model", model.LightGen, "--out", In("again.png"));
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(File.ReadAllBytes(In("first.png")), File.ReadAllBytes(In("again.png")));
        // An untrained head lets a chain grow far beyond the noise that the temperature scales, so that is not among them.
        string[][] changes = [["--steps", "5"], ["--head-steps", "2"], ["--guidance-schedule", "constant"], ["--order", "raster"], ["--negative", "rain"]];
        foreach (var change in changes)
        {
            await CommandLine.RunAsync(["generate", "--from", In("first.png"), "--model", model.LightGen, "--out", In("other.png"), .. change]);
            Assert.False(PictureFile.Load(In("first.png")).Pixels.SequenceEqual(PictureFile.Load(In("other.png")).Pixels), string.Join(" ", change));
        }
    }

    [Fact]
    public async Task A_weight_that_is_no_number_gets_one_line()
    {
        foreach (var file in Directory.EnumerateFiles(model.LightGen, "*", SearchOption.AllDirectories))
        {
            var target = In(Path.Combine("broken", Path.GetRelativePath(model.LightGen, file)));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        var path = Directory.EnumerateFiles(In("broken/transformer"), "*.safetensors").Single();
        using (var scope = Tensor.Scope())
        {
            using var file = SafetensorsTensors.Open(path);
            StateDict.Save(file.Names.Select((n, i) => (n, i == 0 ? Tensor.Full(file.ShapeOf(n), double.NaN) : file.Read(n).Clone())).ToArray(), path);
        }

        var (code, _, error) = await CommandLine.RunAsync("generate", "a red ball", "--model", In("broken"), "--out", In("x.png"));

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("no numbers", Assert.Single(error.TrimEnd('\n').Split('\n')));
    }

    [Fact]
    public async Task Each_step_has_its_preview()
    {
        await Paint("--seed", "3", "--steps", "6", "--preview", In("previews"), "--out", In("x.png"));
        Assert.Equal(5, Directory.EnumerateFiles(In("previews")).Count());
    }

    [Fact]
    public async Task Repainting_changes_the_masked_pixels_and_no_other()
    {
        await Paint("--seed", "3", "--width", "24", "--height", "24", "--out", In("init.png"));
        var mask = new Mask(24, 24);
        for (var i = 0; i < 40; i++)
            mask.Cells[(24 * (7 + (i / 8))) + 5 + (i % 8)] = 1;
        PictureFile.Save(mask.ToPicture(), In("mask.png"));
        await Paint("--seed", "4", "--init", In("init.png"), "--mask", In("mask.png"), "--steps", "16", "--out", In("edited.png"));

        var (before, after) = (PictureFile.Load(In("init.png")), PictureFile.Load(In("edited.png")));
        Assert.Equal((24, 24), (after.Width, after.Height));
        var changed = Enumerable.Range(0, 24 * 24).Where(i => !before.Pixels.AsSpan(3 * i, 3).SequenceEqual(after.Pixels.AsSpan(3 * i, 3))).ToArray();
        Assert.NotEmpty(changed);
        Assert.All(changed, i => Assert.Equal(1, mask.Cells[i]));
    }

    [Fact]
    public async Task A_class_conditional_model_takes_a_number()
    {
        var (code, _, error) = await CommandLine.RunAsync("generate", "4", "--model", model.Mar, "--seed", "1", "--out", In("four.png"), "--precision", "fp32");
        Assert.True(code == ExitCode.Done, error);
        (code, _, error) = await CommandLine.RunAsync("generate", "5", "--model", model.Mar, "--out", In("five.png"));
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("0 to 4", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--steps 17")]
    [InlineData("--head-steps 0")]
    [InlineData("--temperature nan")]
    [InlineData("--order zigzag")]
    [InlineData("--guidance-schedule cosine")]
    [InlineData("--width 18")]
    [InlineData("--width 40")]
    [InlineData("--mask none.png")]
    public async Task A_value_that_is_not_allowed_gets_one_line_and_2(string words)
    {
        var (code, output, error) = await CommandLine.RunAsync(["generate", "a ball", "--model", model.LightGen, "--precision", "fp32", "--out", In("x.png"), .. words.Split(' ')]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_mask_without_a_picture_is_refused()
    {
        PictureFile.Save(new Mask(16, 16, [.. Enumerable.Repeat((byte)1, 256)]).ToPicture(), In("mask.png"));
        var (code, _, error) = await CommandLine.RunAsync("generate", "a ball", "--model", model.LightGen, "--mask", In("mask.png"));
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("needs both", error, StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(_folder, name);

    private async Task Paint(params string[] words)
    {
        var (code, _, error) = await CommandLine.RunAsync(["generate", "a red ball", "--model", model.LightGen, "--precision", "fp32", .. words]);
        Assert.True(code == ExitCode.Done, error);
    }
}
