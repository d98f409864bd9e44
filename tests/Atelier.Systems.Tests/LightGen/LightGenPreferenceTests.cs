using System.Text.Json;
using Atelier.Models.Mar;
using Atelier.Systems.LightGen.Training;
using Atelier.Systems.Preference;
using Atelier.Systems.Teachers;
using Atelier.Testing;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Runs;

namespace Atelier.Systems.Tests.LightGen;

[Collection("runs")]
public sealed class LightGenPreferenceTests : IClassFixture<SmallWorld>
{
    private const double LogTwo = 0.6931471805599453;
    private readonly SmallWorld _world;
    private readonly string _start;
    private readonly string _pairs;

    public LightGenPreferenceTests(SmallWorld world)
    {
        (_world, _start, _pairs) = (world, world.In("start"), world.In("pairs"));
        if (Directory.Exists(_start))
            return;
        using var network = TinyLightGen.Network();
        Directory.CreateDirectory(_start);
        StateDict.Save(network, Path.Combine(_start, "diffusion_pytorch_model.safetensors"));
        File.WriteAllText(Path.Combine(_start, "config.json"), NetworkJson.Of(nameof(LightGenTransformer), TinyLightGen.Config));
        using var cache = new LatentCache(world.Latents, Device.Cpu);
        var random = new Random(1);
        var painter = new CaptionPainter("noise", 1, 1, 1, (_, _) => [new(32, 32, 3, [.. Enumerable.Range(0, 32 * 32 * 3).Select(_ => (byte)random.Next(256))])]);
        new PaintedSetBuilder(painter).Build(cache, 4, 16, 0, new(_pairs), cancellation: TestContext.Current.CancellationToken);
    }

    [Fact]
    public void At_the_start_every_margin_is_zero()
    {
        using var task = Task("dpo");
        using var noGrad = new NoGrad();
        using var scope = Tensor.Scope();
        var figures = task.Evaluate(new(0, Device.Cpu, TestContext.Current.CancellationToken));
        Assert.Equal(0, figures["margin"]);
        Assert.Equal(0, figures["implicit_accuracy"]);
        Assert.Equal(LogTwo, figures["dpo"], 6);
        Assert.Equal(figures["reference_error_winner"], figures["error_winner"]);
        Assert.NotEqual(figures["error_loser"], figures["error_winner"]);
    }

    [Theory]
    [InlineData("dpo", true)]
    [InlineData("flipped", true)]
    [InlineData("shuffled", null)]
    [InlineData("sft", null)]
    public void A_run_learns_what_its_control_says(string control, bool? learns)
    {
        Assert.Equal(RunOutcome.Finished, Run(control));
        var accuracy = SmallWorld.Figures(_world.In(control), "eval_implicit_accuracy");
        if (learns is true)
            Assert.True(accuracy[^1] > 0.8, File.ReadAllText(Path.Combine(_world.In(control), "metrics.jsonl")));
        var reported = SmallWorld.Figures(_world.In(control), control == "sft" ? "mse" : "error_winner");
        Assert.NotEmpty(reported);
        Assert.NotNull(PreferenceChart.Write(new(_world.In(control))));
        RunExport.Write(new(_world.In(control)), "transformer", null, ScalarType.BFloat16, _world.In($"{control}-export"));
        using var tuned = MaskedCheckpoint.Open(_world.In($"{control}-export"));
        Assert.IsType<LightGenTransformer>(tuned);
    }

    [Fact]
    public void Flipped_pairs_are_the_pairs_the_other_way_round_and_shuffled_ones_some_of_them()
    {
        using var scope = Tensor.Scope();
        using var cache = new LatentCache(_world.Latents, Device.Cpu);
        // A scene that shows no object has no caption, and no pair.
        var count = new PaintedFolder(_pairs).Read().Count;
        long[] all = [.. Enumerable.Range(0, count).Select(i => (long)i)];
        float[][] Sides(PreferenceControl control)
        {
            using var pairs = new PreferencePairs(cache, Settings(control));
            return [.. Enumerable.Range(0, 2 * count).Select(i => pairs.Read(all).Latents.Select(0, i).Flatten().ToFloats())];
        }

        var (plain, flipped, shuffled) = (Sides(PreferenceControl.Dpo), Sides(PreferenceControl.Flipped), Sides(PreferenceControl.Shuffled));
        Assert.Equal(plain, [.. flipped.Skip(count), .. flipped.Take(count)]);
        Assert.InRange(count, 12, 16);
        Assert.Equal(cache[new PaintedFolder(_pairs).Read()[0].Scene].Latents.Select(0, 0).Float().Flatten().ToFloats(), plain[0]);
        Assert.InRange(Enumerable.Range(0, count).Count(i => shuffled[i].SequenceEqual(plain[i])), 3, 13);
        Assert.Equal(shuffled, Sides(PreferenceControl.Shuffled));
    }

    [Fact]
    public void The_shipped_config_is_read_whole()
    {
        var config = ConfigReader.ReadFile<TrainingConfig>(Path.Combine(RepositoryRoot.Path, "models", "lightgen-mini", "training", "preference.json")).Validated();
        var own = config.Task.EnumerateObject().Where(p => p.Name != "type").ToDictionary(p => p.Name, p => p.Value);
        var settings = ConfigReader.Read<LightGenPreferenceSettings>(JsonSerializer.SerializeToElement(own), "task");
        Assert.Equal(("lightgen-preference", PreferenceControl.Dpo, 5000, "fp32"), (config.Task.GetProperty("type").GetString(), settings.Control, settings.Beta, config.Precision));
    }

    [Fact]
    public void Pairs_are_taken_from_the_scenes_that_were_asked_and_only_of_these_data()
    {
        using var cache = new LatentCache(_world.Latents, Device.Cpu);
        var lines = new PaintedFolder(_pairs).Read();
        using (var some = new PreferencePairs(cache, Settings(PreferenceControl.Dpo) with { FirstScene = lines[1].Scene, Scenes = 3 }))
            Assert.Equal(lines.Count(l => l.Scene >= lines[1].Scene && l.Scene < lines[1].Scene + 3), some.Count);
        var other = new PaintedFolder(_world.In("other"));
        other.Append(lines[0] with { Caption = "something else" });
        var error = Assert.Throws<SettingException>(() => new PreferencePairs(cache, Settings(PreferenceControl.Dpo) with { Pairs = other.Path }));
        Assert.Contains("painted for other data", error.Message, StringComparison.Ordinal);
    }

    private LightGenPreferenceSettings Settings(PreferenceControl control) => new()
    {
        Latents = _world.Latents, TextEncoder = _world.TextEncoder, Start = _start, Pairs = _pairs, Control = control, HeldOut = 6,
    };

    private LightGenPreferenceTask Task(string control) => new(Settings(Enum.Parse<PreferenceControl>(control, true)), new(Device.Cpu, 1, false));

    private RunOutcome Run(string control)
    {
        var config = _world.In($"{control}.json");
        File.WriteAllText(config, $$"""
            {
              "task": {
                "type": "lightgen-preference", "latents": {{_world.LatentsJson}}, "text_encoder": {{SmallWorld.Json(_world.TextEncoder)}}, "start": {{SmallWorld.Json(_start)}},
                "pairs": {{SmallWorld.Json(_pairs)}}, "control": "{{control}}", "beta": 50, "held_out": 6, "caption_drop": 0.2,
                "sheet_prompts": ["a red ball"], "sheet": {"columns": 1, "steps": 2, "head_steps": 2}
              },
              "precision": "fp32", "threads": 1, "batch_size": 4, "steps": 48, "optimizers": [{"type": "adamw", "lr": 1e-3}],
              "averages": [{"decay": 0.5}], "log_every": 12, "sample_every": 48, "evaluate_every": 24
            }
            """);
        return new TrainingRun(new TaskRegistry().AddLightGen()).Execute(config, _world.In(control), true, cancellation: TestContext.Current.CancellationToken);
    }
}
