using Atelier.Cli.Shell;
using Atelier.Cli.Tests.Generation;
using Atelier.Imaging;

namespace Atelier.Cli.Tests.Commands;

/// <summary>Words that would do nothing, or something else than was meant, are told of before any work.</summary>
public sealed class CarelessWordsTests(TinyModel model) : IClassFixture<TinyModel>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-words").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("generate --hlep", "'--hlep' is no option of generate")]
    [InlineData("generate a --model MODEL --control-model canny=nowhere", "there is no 'nowhere'")]
    [InlineData("evaluate geneval --prompts 1 --sheet scores.txt", "'.TXT'")]
    [InlineData("evaluate geneval --prompts 1 --misses", "name one with --sheet")]
    [InlineData("evaluate geneval --prompts 1 --model world --steps 2", "--model world renders")]
    [InlineData("diorama sheet --out sheet.txt", "'.TXT'")]
    [InlineData("lora merge a.safetensors b.safetensors --out c.safetensors --rank 2", "cat does not")]
    [InlineData("lora merge a.safetensors b.safetensors --out c.safetensors --density 0.2", "cat keeps all")]
    [InlineData("lora merge a.safetensors b.safetensors --out a.safetensors", "is read as well")]
    [InlineData("lora resize a.safetensors a.safetensors --rank 1", "is read as well")]
    public async Task They_are_refused_in_one_line(string words, string says)
    {
        var (code, output, error) = await CommandLine.RunAsync(words.Replace("MODEL", model.Folder, StringComparison.Ordinal).Split(' '));
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains(says, Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_of_another_program_and_a_name_that_is_too_long_are_refused()
    {
        var tag = await CommandLine.RunAsync("generate", "a ball <lora:style:0.8>", "--model", model.Folder, "--out", In("a.png"));
        Assert.Contains("<lora:style:0.8>", tag.Error, StringComparison.Ordinal);
        var name = await CommandLine.RunAsync("generate", "a ball", "--model", model.Folder, "--out", In($"{new string('b', 250)}.png"));
        Assert.Contains("254 bytes", name.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.BadInput, ExitCode.BadInput), (tag.Code, name.Code));
    }

    [Fact]
    public async Task A_prompt_that_begins_with_a_dash_stands_behind_two()
    {
        var (code, output, error) = await CommandLine.RunAsync("generate", "--model", model.Folder, "--out", In("a.png"), "--negative", "grass", "--guidance", "1", "--", "--ball");
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("--negative does nothing at guidance 1", error, StringComparison.Ordinal);
        Assert.Contains("--ball", PictureFile.Open(output.Trim()).Metadata.Parameters, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adapters_beside_the_parts_of_a_model_are_no_part_of_it()
    {
        Directory.CreateDirectory(Path.Combine(model.Folder, "adapters"));
        foreach (var name in new[] { "one", "two" })
            File.Copy(Path.Combine(model.Folder, "vae", "diffusion_pytorch_model.safetensors"), Path.Combine(model.Folder, "adapters", $"{name}.safetensors"), overwrite: true);
        var (code, output, error) = await CommandLine.RunAsync("inspect", model.Folder);
        Assert.True(code == ExitCode.Done, error);
        Assert.DoesNotContain("adapters", output, StringComparison.Ordinal);
        var converted = await CommandLine.RunAsync("convert", model.Folder, In("copy"), "--quiet");
        Assert.True(converted.Code == ExitCode.Done, converted.Error);
        Assert.True(File.Exists(In("copy/vae/diffusion_pytorch_model.safetensors")));
    }

    [Fact]
    public async Task The_list_of_models_has_networks_too()
    {
        var (_, output, _) = await CommandLine.RunAsync("models", "--json");
        Assert.Contains("\"name\":\"mini-x2\"", output, StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(_folder, name);
}
