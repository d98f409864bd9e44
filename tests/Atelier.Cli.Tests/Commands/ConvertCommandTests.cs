using System.Text.Json;
using Atelier.Cli.Shell;
using Atelier.Models.Conversion;
using Atelier.Testing;
using Atelier.Torch.Weights;

namespace Atelier.Cli.Tests.Commands;

public sealed class ConvertCommandTests : IDisposable
{
    private static readonly string Goldens = Path.Combine(RepositoryRoot.Path, "tests", "goldens");
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_file_becomes_a_folder_and_a_quantised_file()
    {
        var (config, folder, file) = (Path.Combine(_folder, "c.json"), Path.Combine(_folder, "model"), Path.Combine(_folder, "q.gguf"));
        using var recorded = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Goldens, "flux_bfl", "transformer_schnell.json"), TestContext.Current.CancellationToken));
        await File.WriteAllTextAsync(config, recorded.RootElement.GetProperty("config").GetRawText(), TestContext.Current.CancellationToken);

        var (code, output, error) = await CommandLine.RunAsync("convert", Path.Combine(Goldens, "flux_bfl", "transformer_schnell.safetensors"), folder, "--config", config);
        var (second, json, _) = await CommandLine.RunAsync("convert", folder, file, "--type", "q8_0", "--json");

        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("FLUX transformer, diffusers' names, 76 tensors", output);
        Assert.Equal(ExitCode.Done, second);
        using var line = JsonDocument.Parse(json);
        Assert.Equal(new FileInfo(file).Length, line.RootElement.GetProperty("bytes").GetInt64());
    }

    [Theory]
    [InlineData("here", "is neither a file nor a folder", "convert", "here", "there")]
    [InlineData("x.safetensors:much", "the weight, a number", "convert", "a", "b", "--lora", "x.safetensors:much")]
    [InlineData("lora resize", "--rank", "lora", "resize", "a", "b")]
    [InlineData("a.ckpt", ".ckpt files are not written", "convert", "a", "a.ckpt")]
    public async Task What_is_wrong_is_said_in_one_line(string given, string expected, params string[] words)
    {
        var (code, _, error) = await CommandLine.RunAsync(words);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(given, error);
        Assert.Contains(expected, error);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_LoRA_is_merged_with_itself_and_cut()
    {
        var (file, model, config) = (Path.Combine(_folder, "lora.safetensors"), Path.Combine(_folder, "base"), Path.Combine(_folder, "c.json"));
        var (merged, cut) = (Path.Combine(_folder, "m.safetensors"), Path.Combine(_folder, "r.safetensors"));
        using (var golden = SafetensorsTensors.Open(Path.Combine(Goldens, "flux_lora", "kohya_split.safetensors")))
            TensorFile.Write(file, new PrefixedTensors(golden, "in.file."), null, "", cancellation: TestContext.Current.CancellationToken);
        using var recorded = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Goldens, "flux_lora", "base.json"), TestContext.Current.CancellationToken));
        await File.WriteAllTextAsync(config, recorded.RootElement.GetProperty("config").GetRawText(), TestContext.Current.CancellationToken);
        await CommandLine.RunAsync("convert", Path.Combine(Goldens, "flux_lora", "base.safetensors"), model, "--config", config);

        var (code, output, error) = await CommandLine.RunAsync("lora", "merge", $"{file}:0.5", file, "--model", model, "--out", merged);
        var (second, _, _) = await CommandLine.RunAsync("lora", "resize", merged, cut, "--rank", "1");

        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("LoRA", output);
        Assert.Equal(ExitCode.Done, second);
        Assert.True(new FileInfo(cut).Length < new FileInfo(merged).Length);
    }
}
