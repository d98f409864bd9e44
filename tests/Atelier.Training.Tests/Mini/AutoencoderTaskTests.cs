using System.Text.Json;
using Atelier.Diorama.Datasets;
using Atelier.Models.Autoencoders;
using Atelier.Torch;
using Atelier.Training.Mini;
using Atelier.Training.Runs;

namespace Atelier.Training.Tests.Mini;

[Collection("runs")]
public sealed class AutoencoderTaskTests(SmallDiorama diorama) : IClassFixture<SmallDiorama>
{
    [Fact]
    public void A_short_run_brings_reconstructions_closer()
    {
        var root = Directory.CreateTempSubdirectory("atelier-ae-").FullName;
        try
        {
            var config = Path.Combine(root, "config.json");
            File.WriteAllText(config, $$"""
                {
                  "task": {
                    "type": "autoencoder", "data": {{JsonSerializer.Serialize(diorama.Folder)}}, "held_out": 4, "crop": 16, "channels_last": true,
                    "network": {"block_out_channels": [8, 8], "latent_channels": 4, "norm_num_groups": 4, "use_quant_conv": false, "use_post_quant_conv": false}
                  },
                  "precision": "fp32", "batch_size": 4, "steps": 40, "optimizers": [{"type": "adamw", "lr": 5e-3}],
                  "averages": [{"decay": 0.8}], "log_every": 10, "sample_every": 40, "evaluate_every": 20
                }
                """);
            var run = Path.Combine(root, "run");
            Assert.Equal(RunOutcome.Finished, new TrainingRun(new TaskRegistry().AddMini()).Execute(config, run, false, null, TestContext.Current.CancellationToken));

            var figures = File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(l => JsonDocument.Parse(l).RootElement)
                .Where(l => l.TryGetProperty("eval_psnr", out _)).Select(l => l.GetProperty("eval_psnr").GetDouble()).ToArray();
            Assert.True(figures[1] > figures[0] + 0.5, string.Join(", ", figures));
            Assert.True(File.Exists(Path.Combine(run, "samples", "step-000000040.png")));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void A_frozen_encoder_is_not_trained_and_keeps_the_scale()
    {
        var network = new AutoencoderKLConfig
        {
            BlockOutChannels = [8, 8], LatentChannels = 4, NormNumGroups = 4, UseQuantConv = false, UsePostQuantConv = false, ScalingFactor = 0.3, ShiftFactor = 0.1,
        };
        using var task = new AutoencoderTask(new() { Data = diorama.Folder, HeldOut = 4, Network = network, Crop = 16, FreezeEncoder = true }, new(Device.Cpu, 0, false));
        var trained = task.Networks[0].Module.Parameters().Where(p => p.Parameter.Value.RequiresGrad).Select(p => p.Name).ToArray();
        Assert.NotEmpty(trained);
        Assert.All(trained, name => Assert.StartsWith("decoder.", name, StringComparison.Ordinal));
        using (Tensor.Scope())
        using (new NoGrad())
            task.Evaluate(new(0, Device.Cpu, TestContext.Current.CancellationToken));
        var config = JsonSerializer.Deserialize<JsonElement>(task.Networks[0].Config);
        Assert.Equal(0.3, config.GetProperty("scaling_factor").GetDouble());
        Assert.Equal(0.1, config.GetProperty("shift_factor").GetDouble());
    }

    [Fact]
    public void Only_whole_shards_from_the_first_on_are_counted()
    {
        using var scenes = new DioramaScenes(diorama.Folder);
        Assert.Equal(24, scenes.Count);
        Assert.Equal(9, scenes.Read(9).Seed);
        var copy = Directory.CreateTempSubdirectory("atelier-diorama-").FullName;
        try
        {
            File.Copy(Path.Combine(diorama.Folder, "manifest.json"), Path.Combine(copy, "manifest.json"));
            var files = DatasetBuilder.Files(diorama.Folder);
            File.Copy(files[0], Path.Combine(copy, Path.GetFileName(files[0])));
            File.WriteAllBytes(Path.Combine(copy, Path.GetFileName(files[1])), File.ReadAllBytes(files[1])[..^5]);
            using var some = new DioramaScenes(copy);
            Assert.Equal(8, some.Count);
            File.Copy(files[1], Path.Combine(copy, Path.GetFileName(files[1])), overwrite: true);
            Assert.Equal(16, some.Refresh());
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public void A_crop_that_does_not_fit_is_refused()
    {
        var settings = new AutoencoderSettings { Data = diorama.Folder, HeldOut = 4, Network = new() { BlockOutChannels = [8, 8], NormNumGroups = 4 }, Crop = 17 };
        var error = Assert.Throws<SettingException>(() => new AutoencoderTask(settings, new(Device.Cpu, 0, false)));
        Assert.Contains("multiples of 2 up to 32", error.Message, StringComparison.Ordinal);
    }
}
