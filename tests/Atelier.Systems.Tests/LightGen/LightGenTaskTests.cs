using System.Text.Json;
using System.Text.Json.Nodes;
using Atelier.Models.Mar;
using Atelier.Systems.LightGen.Training;
using Atelier.Systems.Teachers;
using Atelier.Testing;
using Atelier.Torch;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Optimizers;
using Atelier.Training.Runs;
using Atelier.Training.Tests.Runs;

namespace Atelier.Systems.Tests.LightGen;

[Collection("runs")]
public sealed class LightGenTaskTests(SmallWorld world) : IClassFixture<SmallWorld>
{
    [Fact]
    public void A_short_run_lowers_the_error_and_goes_on_exactly()
    {
        Assert.Equal(RunOutcome.Finished, Run("whole", ""));
        Assert.Equal(RunOutcome.Stopped, Run("parts", "", stopAt: 13));
        Assert.Equal(RunOutcome.Finished, Run("parts", ""));

        var errors = SmallWorld.Figures(world.In("whole"), "eval_mse");
        Assert.True(errors[^1] < errors[0], string.Join(", ", errors));
        Assert.NotEqual(errors[^1], SmallWorld.Figures(world.In("whole"), "eval_raw_mse")[^1]);
        Assert.Equal(errors.Length, SmallWorld.Figures(world.In("whole"), "eval_mse_sides_swapped").Length);
        Assert.True(File.Exists(Path.Combine(world.In("whole"), "samples", "step-000000030.png")));
        Assert.Equal(File.ReadAllText(Path.Combine(world.In("whole"), "metrics.jsonl")), File.ReadAllText(Path.Combine(world.In("parts"), "metrics.jsonl")));

        RunExport.Write(new(world.In("whole")), "transformer", 0.5, ScalarType.BFloat16, world.In("export"));
        using var network = MaskedCheckpoint.Open(world.In("export"));
        Assert.Equal(TinyLightGen.Config, Assert.IsType<LightGenTransformer>(network).Sizes);
    }

    [Fact]
    public void Pictures_of_half_the_side_and_of_another_model_are_learned_from()
    {
        var folder = new PaintedFolder(world.In("painted"));
        using (var cache = new LatentCache(world.Latents, Device.Cpu))
        {
            var painter = new CaptionPainter("other", 3, 2, 4, (wanted, _) =>
                [.. wanted.Select(w => new Imaging.Picture(32, 32, 3, [.. Enumerable.Repeat((byte)(w.Seed * w.Caption.Length), 32 * 32 * 3)]))]);
            new PaintedSetBuilder(painter).Build(cache, 4, 6, 100, folder, cancellation: TestContext.Current.CancellationToken);
        }

        Assert.Equal(RunOutcome.Finished, Run("half", $$""" "half_size": true, "painted": [{{SmallWorld.Json(folder.Path)}}], "mirror_captions": false, "pictures": 24, """));
        Assert.NotEmpty(SmallWorld.Figures(world.In("half"), "mse_other"));
        Assert.NotEmpty(SmallWorld.Figures(world.In("half"), "mse_diorama"));
    }

    [Theory]
    [InlineData("labels", "")]
    [InlineData("half-labels", """ "half_size": true, """)]
    public void What_tokens_show_is_learned_beside_them(string name, string settings)
    {
        Assert.Equal(RunOutcome.Finished, Run(name, settings + """ "token_labels": {"class_weight": 1, "colour_weight": 1}, """));
        var errors = SmallWorld.Figures(world.In(name), "token_class");
        Assert.True(errors[^1] < 0.8 * errors[0], string.Join(", ", errors));
        Assert.NotEmpty(SmallWorld.Figures(world.In(name), "token_depth"));
    }

    [Fact]
    public void A_head_that_answers_velocities_learns_them_and_is_measured_by_both()
    {
        Assert.Equal(RunOutcome.Finished, Run("velocity", "", network: """  "head_prediction": "v_prediction", """));
        foreach (var name in new[] { "eval_mse", "eval_noise_mse", "eval_noise_mse_other_captions" })
        {
            var errors = SmallWorld.Figures(world.In("velocity"), name);
            Assert.True(errors[^1] < errors[0], $"{name}: {string.Join(", ", errors)}");
        }

        RunExport.Write(new(world.In("velocity")), "transformer", 0.5, ScalarType.Float32, world.In("velocity-export"));
        using var network = Assert.IsType<LightGenTransformer>(MaskedCheckpoint.Open(world.In("velocity-export")));
        Assert.True(network.Head.Config.AnswersVelocity);
    }

    [Theory]
    [InlineData(""" "held_out": 24, """, "held_out")]
    [InlineData(""" "painted": ["DIR"], "token_labels": {}, """, "token_labels")]
    [InlineData(""" "repeats": 0, """, "repeats")]
    [InlineData(""" "least_hidden": 1, """, "least_hidden")]
    [InlineData(""" "use_diorama": false, """, "use_diorama")]
    [InlineData(""" "painted": ["nowhere"], """, "no painted pictures")]
    public void A_setting_that_does_not_fit_is_named(string setting, string name) =>
        Assert.Contains(name, Assert.Throws<SettingException>(() => Run("wrong", setting)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("lightgen-64.json")]
    [InlineData("lightgen-128.json")]
    public void The_shipped_configs_decay_what_the_paper_decays(string file)
    {
        var config = ConfigReader.ReadFile<TrainingConfig>(Path.Combine(RepositoryRoot.Path, "models", "lightgen-mini", "training", file)).Validated();
        var settings = JsonObject.Create(config.Task)!;
        settings.Remove("type");
        var task = ConfigReader.Read<LightGenSettings>(JsonSerializer.SerializeToElement(settings), "task");
        using var network = new LightGenTransformer(task.Network);
        Assert.InRange(network.ParameterCount(), 10_000_000, 25_000_000);
        using var scope = Tensor.Scope();
        foreach (var (name, parameter) in network.Parameters())
        {
            var value = Tensor.Zeros([.. parameter.Shape.Select(_ => 1L)]);
            var taken = config.Optimizers.First(o => o.Takes(new($"transformer.{name}", value)));
            // Vectors, biases and the head are not decayed; Muon has matrices of its own rule.
            var decays = !(parameter.Shape.Length == 1 || name.EndsWith("bias", StringComparison.Ordinal) || name.Contains("diffloss", StringComparison.Ordinal));
            if (taken is AdamWConfig adam)
                Assert.True(adam.WeightDecay > 0 == decays, name);
            else
                Assert.Equal((2, decays), (parameter.Shape.Length, Assert.IsType<MuonConfig>(taken).WeightDecay > 0));
        }
    }

    private RunOutcome Run(string name, string settings, long stopAt = -1, string network = "")
    {
        var sizes = TinyLightGen.Config;
        var config = world.In($"{name}.json");
        var heldOut = settings.Contains("held_out", StringComparison.Ordinal) ? "" : """ "held_out": 4, """;
        File.WriteAllText(config, $$"""
            {
              "task": {
                "type": "lightgen", "latents": {{world.LatentsJson}}, "text_encoder": {{SmallWorld.Json(world.TextEncoder)}}, {{heldOut}} {{settings}}
                "network": {{{network}} "image_size": 32, "latent_stride": 2, "patch_size": 2, "latent_channels": 4, "width": 16, "encoder_depth": 1, "encoder_heads": 2,
                            "decoder_depth": 1, "decoder_heads": 2, "cross_depth": 1, "cross_heads": 2, "text_depth": 1, "text_length": {{sizes.TextLength}},
                            "text_channels": {{sizes.TextChannels}}, "head_depth": 1, "head_width": 16},
                "sheet_prompts": ["a red ball"], "sheet": {"columns": 2, "steps": 4, "head_steps": 3}
              },
              "precision": "fp32", "threads": 1, "batch_size": 4, "steps": 30, "optimizers": [{"type": "adamw", "lr": 3e-3}],
              "averages": [{"decay": 0.5}], "log_every": 5, "sample_every": 30, "evaluate_every": 6
            }
            """);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        return new TrainingRun(new TaskRegistry().AddLightGen()).Execute(config, world.In(name), true, new StopAt(stopAt, stop), stop.Token);
    }
}
