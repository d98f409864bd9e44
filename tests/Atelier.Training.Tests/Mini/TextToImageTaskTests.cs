using System.Text.Json;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Mini;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Runs;
using Atelier.Training.Tests.Runs;

namespace Atelier.Training.Tests.Mini;

[Collection("runs")]
public sealed class TextToImageTaskTests : IClassFixture<SmallDiorama>, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("atelier-t2i-").FullName;
    private readonly LatentSettings _latents;

    public TextToImageTaskTests(SmallDiorama diorama) => _latents = TinyLatents.Write(_root, diorama);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_short_run_lowers_the_flow_loss_and_goes_on_exactly()
    {
        Assert.Equal(RunOutcome.Finished, Run("whole"));
        Assert.Equal(RunOutcome.Stopped, Run("parts", stopAt: 13));
        Assert.Equal(RunOutcome.Finished, Run("parts"));

        var losses = File.ReadLines(Path.Combine(_root, "whole", "metrics.jsonl")).Select(l => JsonDocument.Parse(l).RootElement)
            .Where(l => l.TryGetProperty("eval_flow", out _)).Select(l => l.GetProperty("eval_flow").GetDouble()).ToArray();
        Assert.True(losses[^1] < losses[0], string.Join(", ", losses));
        Assert.True(File.Exists(Path.Combine(_root, "whole", "samples", "step-000000030.png")));
        Assert.Equal(File.ReadAllText(Path.Combine(_root, "whole", "metrics.jsonl")), File.ReadAllText(Path.Combine(_root, "parts", "metrics.jsonl")));

        var export = Path.Combine(_root, "export");
        RunExport.Write(new(Path.Combine(_root, "whole")), "transformer", 0.5, ScalarType.BFloat16, export);
        using var weights = SafetensorsTensors.Open(export);
        Assert.Equal(ScalarType.BFloat16, weights.Read("proj_out.weight").Type);
        Assert.Contains("FluxTransformer2DModel", File.ReadAllText(Path.Combine(export, "config.json")), StringComparison.Ordinal);
        var error = Assert.Throws<SettingException>(() => RunExport.Write(new(Path.Combine(_root, "whole")), "transformer", 0.7, ScalarType.BFloat16, export));
        Assert.Contains("transformer.ema-0.5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cache_holds_plain_and_mirrored_latents_of_every_scene()
    {
        using var scope = Tensor.Scope();
        using var cache = new LatentCache(_latents, Device.Cpu);
        Assert.Equal(24, cache.Count);
        using var scenes = new DioramaScenes(_latents.Data);
        var picture = Models.PictureTensors.ToTensor(Imaging.PictureFile.Load(scenes.Read(9).Picture));
        var mirrored = cache.Autoencoder.Scale(cache.Autoencoder.Encode(picture.Flip(3)).Mean).Squeeze(0);
        Assert.True(cache[9].Latents.Select(0, 1).Float().Sub(mirrored).Abs().Max().Item() < 2e-3);
        Assert.Equal(cache[9].Classes.Select(0, 0).Reshape(8, 8).Flip(1).Flatten().ToArray<short>(), cache[9].Classes.Select(0, 1).ToArray<short>());
        Assert.NotEqual(0, Tensor.Stack([.. Enumerable.Range(0, 24).Select(i => cache[i].Classes)]).Max().Item());

        TinyAutoencoder.Write(_latents.Autoencoder, 2);
        Assert.Contains("another folder", Assert.Throws<SettingException>(() => new LatentCache(_latents, Device.Cpu)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_that_another_process_fills_takes_what_is_there()
    {
        var taking = _latents with { EncodeMissing = false };
        Assert.Contains("train latents", Assert.Throws<SettingException>(() => new LatentCache(taking, Device.Cpu)).Message, StringComparison.Ordinal);
        new LatentCache(_latents, Device.Cpu).Dispose();
        foreach (var late in Directory.EnumerateFiles(_latents.Cache, "*.safetensors").Order(StringComparer.Ordinal).Skip(1))
            File.Move(late, $"{late}.late");
        using var cache = new LatentCache(taking, Device.Cpu);
        Assert.Equal(8, cache.Count);
        foreach (var late in Directory.EnumerateFiles(_latents.Cache, "*.late"))
            File.Move(late, Path.ChangeExtension(late, null));
        Assert.Equal(24, cache.Refresh(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Rows_kept_on_a_device_are_those_of_the_shards()
    {
        using var scope = Tensor.Scope();
        using var cache = new LatentCache(_latents, Device.Cpu);
        using var resident = new ResidentLatents(Device.Cpu);
        foreach (var file in Directory.EnumerateFiles(_latents.Cache, "*.safetensors").Order(StringComparer.Ordinal))
        {
            using var shard = new LatentShard(file);
            resident.Add(shard);
        }

        long[] scenes = [23, 0, 9];
        long[] sides = [1, 0, 1];
        var (kept, read) = (resident.Rows(scenes, sides), cache.Rows(scenes, sides));
        Assert.Equal(read.Latents.Float().ToFloats(), kept.Latents.Float().ToFloats());
        Assert.Equal(read.Classes.ToArray<short>(), kept.Classes.ToArray<short>());
        Assert.Equal(read.Colours.ToArray<short>(), kept.Colours.ToArray<short>());
        Assert.Equal(read.Depths.ToFloats(), kept.Depths.ToFloats());
        Assert.Equal(cache[9].Captions, cache.CaptionsOf(9));
    }

    [Theory]
    [InlineData("a red ball left of a cube", "a red ball right of a cube")]
    [InlineData("Right of the leftmost cone, lit from the left", "Left of the leftmost cone, lit from the right")]
    [InlineData("a bright cube", "a bright cube")]
    public void Mirrored_captions_swap_sides(string caption, string mirrored)
    {
        Assert.Equal(mirrored, MirroredCaption.Of(caption));
        Assert.Equal(caption, MirroredCaption.Of(mirrored));
    }

    private RunOutcome Run(string name, long stopAt = -1)
    {
        var config = Path.Combine(_root, "config.json");
        File.WriteAllText(config, $$"""
            {
              "task": {
                "type": "text-to-image", "latents": {{JsonSerializer.Serialize(_latents, ConfigReader.Options)}},
                "text_encoder": {{JsonSerializer.Serialize(TinyLatents.TextEncoder(_root))}}, "held_out": 4,
                "network": {"in_channels": 16, "num_layers": 1, "num_single_layers": 1, "attention_head_dim": 12, "num_attention_heads": 2, "joint_attention_dim": 16,
                            "pooled_projection_dim": 16, "axes_dims_rope": [4, 4, 4]},
                "token_head": {"layer": 1}, "coarse_steps": 8, "sheet_prompts": ["a red ball"], "sheet_columns": 2, "sheet_steps": 2, "reworded": 0.3
              },
              "precision": "fp32", "threads": 1, "batch_size": 4, "steps": 30,
              "optimizers": [{"type": "muon", "lr": 0.02, "parameters": "transformer_blocks.*weight"}, {"type": "adamw", "lr": 2e-3}],
              "averages": [{"decay": 0.5}], "log_every": 5, "sample_every": 30, "evaluate_every": 6
            }
            """);
        using var stop = new CancellationTokenSource();
        return new TrainingRun(new TaskRegistry().AddMini()).Execute(config, Path.Combine(_root, name), true, new StopAt(stopAt, stop), stop.Token);
    }
}
