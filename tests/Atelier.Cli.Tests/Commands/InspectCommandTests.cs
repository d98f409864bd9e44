using System.Text.Json;
using Atelier.Cli.Inspection;
using Atelier.Cli.Shell;
using Atelier.Imaging;
using Atelier.Testing;

namespace Atelier.Cli.Tests.Commands;

public sealed class InspectCommandTests : IDisposable
{
    private static readonly string Goldens = Path.Combine(RepositoryRoot.Path, "tests", "goldens");
    private static readonly string Weights = Path.Combine(Goldens, "safetensors", "valid");
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_valid_weight_file_is_described()
    {
        foreach (var file in Directory.EnumerateFiles(Weights, "*.safetensors"))
        {
            var (code, output, error) = await CommandLine.RunAsync("inspect", file, "--keys");

            Assert.True(code == ExitCode.Done, error);
            Assert.Contains("parameters", output);
        }
    }

    [Fact]
    public async Task Keys_list_types_and_shapes()
    {
        var (_, output, _) = await CommandLine.RunAsync("inspect", Path.Combine(Weights, "all_dtypes.safetensors"), "--keys", "--json");

        using var json = JsonDocument.Parse(output);
        var tensors = json.RootElement.GetProperty("tensors").EnumerateArray().ToArray();
        Assert.NotEmpty(tensors);
        Assert.Equal(
            json.RootElement.GetProperty("parameters").GetInt64(),
            tensors.Sum(tensor => tensor.GetProperty("shape").EnumerateArray().Aggregate(1L, (product, size) => product * size.GetInt64())));
    }

    [Fact]
    public async Task A_file_of_PyTorch_is_described()
    {
        var (code, output, error) = await CommandLine.RunAsync("inspect", Path.Combine(RepositoryRoot.Path, "tests", "goldens", "pickle", "zip.pt"), "--keys");

        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("linear.weight  F32  [2, 3]", output);
    }

    [Fact]
    public async Task A_gguf_file_is_described()
    {
        var (code, output, error) = await CommandLine.RunAsync("inspect", Path.Combine(RepositoryRoot.Path, "models", "minilm", "model.gguf"));

        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("Q8_0", output);
        Assert.Contains("general.architecture", output);
    }

    [Fact]
    public async Task Files_are_known_by_their_content()
    {
        var (gguf, torch, weights) = (Path.Combine(_folder, "a.bin"), Path.Combine(_folder, "b.pt"), Path.Combine(_folder, "c.ckpt"));
        File.Copy(Directory.EnumerateFiles(Path.Combine(Goldens, "gguf"), "*.gguf").First(), gguf);
        File.Copy(Path.Combine(Goldens, "pickle", "zip.pt"), torch);
        File.Copy(Path.Combine(Weights, "all_dtypes.safetensors"), weights);

        Assert.Contains("GGUF version", (await CommandLine.RunAsync("inspect", gguf)).Output);
        Assert.Contains("PyTorch checkpoint", (await CommandLine.RunAsync("inspect", torch)).Output);
        Assert.Contains(": safetensors", (await CommandLine.RunAsync("inspect", weights)).Output);
    }

    [Fact]
    public async Task A_network_and_its_names_are_said() => Assert.Contains(
        "FLUX transformer, original names after 'in.'", (await CommandLine.RunAsync("inspect", Path.Combine(Goldens, "flux_bfl", "transformer_schnell.safetensors"))).Output);

    [Fact]
    public async Task An_adapter_shows_ranks_scales_and_targets()
    {
        var (code, output, _) = await CommandLine.RunAsync("inspect", Path.Combine(Goldens, "flux_lora", "kohya_split.safetensors"));
        var (_, json, _) = await CommandLine.RunAsync("inspect", Path.Combine(Goldens, "flux_lora", "peft_dora.safetensors"), "--json");

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("adapter     LoRA, 29 layers, rank ", output);
        Assert.Contains("scale ", output);
        Assert.Contains("x in.file.lora_unet_double_blocks_*_img_attn_qkv", output);
        using var parsed = JsonDocument.Parse(json);
        Assert.Equal("DoRA", parsed.RootElement.GetProperty("adapter").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Half_of_an_adapter_is_said_to_be_missing() => Assert.Contains(
        "cannot be used", (await CommandLine.RunAsync("inspect", Path.Combine(Goldens, "flux_lora", "refused_missing_up.safetensors"))).Output);

    [Fact]
    public async Task A_picture_shows_its_parameters()
    {
        var path = Path.Combine(_folder, "p.png");
        var metadata = PictureMetadata.Empty.With(PictureMetadata.ParametersKey, "a red ball\nSteps: 4, Seed: 7");
        PictureFile.Save(new Picture(3, 2, 3), path, new SaveOptions { Metadata = metadata });

        var (code, output, _) = await CommandLine.RunAsync("inspect", path);

        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("3 x 2, RGB", output);
        Assert.DoesNotContain("profile", output);
        Assert.Contains("Seed: 7", output);
    }

    [Fact]
    public async Task Control_characters_of_a_file_do_not_reach_the_terminal()
    {
        var path = Path.Combine(_folder, "p.png");
        PictureFile.Save(new Picture(1, 1, 3), path, new SaveOptions { Metadata = PictureMetadata.Empty.With("comment", "\u001b[2Jgone") });

        Assert.DoesNotContain('\u001b', (await CommandLine.RunAsync("inspect", path)).Output);
    }

    [Fact]
    public void A_key_of_a_file_does_not_steer_the_terminal_either()
    {
        using var output = new StringWriter();

        DescriptionText.Write(output, new FileDescription("x", "file", 1) { Metadata = new Dictionary<string, string> { ["\u001b[2J"] = "gone" } });

        Assert.DoesNotContain('\u001b', output.ToString());
    }
}
