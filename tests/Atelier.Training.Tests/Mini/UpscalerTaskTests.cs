using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Models.Upscaling;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Mini;
using Atelier.Training.Runs;

namespace Atelier.Training.Tests.Mini;

[Collection("runs")]
public sealed class UpscalerTaskTests(SmallDiorama diorama) : IClassFixture<SmallDiorama>, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("atelier-upscaler-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_short_run_sharpens_and_its_export_opens_as_an_upscaler()
    {
        var run = Path.Combine(_root, "run");
        Assert.Equal(RunOutcome.Finished, Train(run, WriteAutoencoder()));

        var lines = File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(l => JsonDocument.Parse(l).RootElement).Where(l => l.TryGetProperty("eval_psnr", out _)).ToArray();
        Assert.True(Figure(lines[^1], "psnr") > Figure(lines[0], "psnr") + 0.5, string.Join('\n', lines));
        // What is compared with does not change.
        Assert.Equal(Figure(lines[0], "psnr_bicubic"), Figure(lines[^1], "psnr_bicubic"));
        Assert.Equal(Figure(lines[0], "psnr_passed_bicubic"), Figure(lines[^1], "psnr_passed_bicubic"));
        Assert.True(File.Exists(Path.Combine(run, "samples", "step-000000600.png")));

        var folder = Path.Combine(_root, "export");
        RunExport.Write(new(run), "upscaler", null, ScalarType.Float32, folder);
        using var network = Assert.IsType<CompactUpscaler>(UpscalerFile.Open(folder));
        Assert.Equal((2, 8, 2), (network.Config.Upscale, network.Config.NumFeat, network.Config.NumConv));

        static double Figure(JsonElement line, string name) => line.GetProperty($"eval_{name}").GetDouble();
    }

    [Theory]
    [InlineData("\"crop\": 17", "crop is 17; allowed: 1 to 16")]
    [InlineData("\"network\": {\"num_feat\": 8, \"num_conv\": 2, \"upscale\": 3}", "upscale is 3")]
    [InlineData("\"held_out\": 24", "held_out is 24")]
    public void A_setting_that_does_not_fit_is_named(string setting, string message)
    {
        var error = Assert.Throws<SettingException>(() => Train(Path.Combine(_root, "run"), null, setting));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private RunOutcome Train(string run, string? autoencoder, string other = "\"crop\": 12")
    {
        var config = Path.Combine(_root, "config.json");
        var crop = other.StartsWith("\"crop\"", StringComparison.Ordinal) ? "" : "\"crop\": 12,";
        var network = other.StartsWith("\"network\"", StringComparison.Ordinal) ? "" : "\"network\": {\"num_feat\": 8, \"num_conv\": 2, \"upscale\": 2},";
        var heldOut = other.StartsWith("\"held_out\"", StringComparison.Ordinal) ? "" : "\"held_out\": 4,";
        File.WriteAllText(config, $$"""
            {
              "task": {
                "type": "upscaler", "data": {{JsonSerializer.Serialize(diorama.Folder)}}, {{network}} {{heldOut}} {{crop}} {{other}},
                "autoencoder": {{JsonSerializer.Serialize(autoencoder)}}, "autoencoder_share": 0.1
              },
              "precision": "fp32", "threads": 1, "batch_size": 4, "steps": 600, "optimizers": [{"type": "adamw", "lr": 3e-3}],
              "log_every": 20, "sample_every": 600, "evaluate_every": 100
            }
            """);
        return new TrainingRun(new TaskRegistry().AddMini()).Execute(config, run, false, null, TestContext.Current.CancellationToken);
    }

    private string WriteAutoencoder()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, "vae")).FullName;
        var config = new AutoencoderKLConfig { BlockOutChannels = [8, 8], LatentChannels = 4, NormNumGroups = 4 };
        using var random = new Generator(1);
        using var network = new AutoencoderKL(config);
        network.Initialize(random);
        File.WriteAllText(Path.Combine(folder, "config.json"), NetworkJson.Of("AutoencoderKL", config));
        StateDict.Save(network, Path.Combine(folder, "diffusion_pytorch_model.safetensors"));
        return folder;
    }
}
