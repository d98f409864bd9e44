using System.Security.Cryptography;
using System.Text.Json;
using Atelier.Imaging;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Training;
using Atelier.Systems.TextToImage;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Runs;

namespace Atelier.Systems.Tests.OminiControl2;

[Collection("runs")]
public sealed class OminiControl2TrainerTests(TinyControlWorld world) : IClassFixture<TinyControlWorld>
{
    private string Latents => JsonSerializer.Serialize(new
    {
        data = world.Data, autoencoder = Path.Combine(world.Model, "vae"), cache = Path.Combine(world.Folder, "cache"),
    });

    [Fact]
    public void A_short_run_lowers_the_loss_goes_on_exactly_and_its_adapter_paints()
    {
        const string Task = """ "tasks": {"edges": 1}, "scale": 2, "rank": 2, "condition_drop": 0, "caption_drop": 0""";
        Assert.Equal(RunOutcome.Finished, Run("whole", Task, 24));
        Assert.Equal(RunOutcome.Stopped, Run("parts", Task, 24, stopAt: 7));
        Assert.Equal(RunOutcome.Finished, Run("parts", Task, 24));
        Assert.Equal(Metrics("whole"), Metrics("parts"));
        var figures = File.ReadLines(Path.Combine(world.Folder, "whole", "metrics.jsonl")).Select(l => JsonDocument.Parse(l).RootElement)
            .Where(l => l.TryGetProperty("eval_flow_edges", out _)).ToArray();
        double Of(int i, string name) => figures[i].GetProperty(name).GetDouble();
        Assert.True(Of(1, "eval_flow_edges") < Of(0, "eval_flow_edges") - 0.01, string.Join(", ", figures));
        Assert.Equal(Of(0, "eval_flow_none"), Of(1, "eval_flow_none"), 1e-9);
        Assert.True(File.Exists(Path.Combine(world.Folder, "whole", "samples", "step-000000024.png")));

        var file = Path.Combine(world.Folder, "edges.safetensors");
        RunFileExport.Write(new(Path.Combine(world.Folder, "whole")), "adapter", null, ScalarType.Float32, file, ControlRule.MetadataKey);
        using var pipeline = new OminiControl2Pipeline(FluxPipelineLoader.Open(world.Model, Device.Cpu));
        var adapter = pipeline.Open(file);
        Assert.Equal((ControlTask.Edges, 2, true, 32), (adapter.Rule.Tasks.Single(), adapter.Rule.Scale, adapter.Rule.Independent, adapter.Rule.Size));
        Assert.False(pipeline.IsForOtherWeights(adapter));
        var request = new OminiControl2Request
        {
            Picture = new() { Prompt = "a cube", Seed = 1 }, Conditions = [new(ControlTask.Edges, new Picture(32, 32, 3))],
        };
        var painted = pipeline.Run(request, null, TestContext.Current.CancellationToken).Single();
        Assert.Equal(1, painted.Computed);
    }

    [Theory]
    [InlineData(""" "tasks": {"geometry": 1}, "pruned": true""", "geometry")]
    [InlineData(""" "tasks": {"edges": 1}, "pruned": true, "keep_share": 0.3, "independent": false""", "edges")]
    [InlineData(""" "tasks": {"depth": 1}, "independent": false, "modules": "reduced" """, "depth")]
    [InlineData(""" "tasks": {"segmentation": 1}, "scale": 2""", "segmentation")]
    [InlineData(""" "tasks": {"colourise": 1}, "modules": "attention" """, "colourise")]
    [InlineData(""" "tasks": {"deblur": 1}""", "deblur")]
    [InlineData(""" "tasks": {"inpaint": 1, "outpaint": 1}, "integrated": true""", "inpaint, outpaint")]
    [InlineData(""" "tasks": {"outpaint": 1}""", "outpaint")]
    [InlineData(""" "tasks": {"subject": 1}, "scale": 2, "rank": 16""", "subject")]
    [InlineData(""" "tasks": {"subject": 1}, "shift_columns": 0, "unnamed": 1, "teacher": {"share": 0.5}""", "subject")]
    [InlineData(""" "tasks": {"edges": 2, "depth": 1, "deblur": 0}, "max_conditions": 2""", "edges, depth")]
    [InlineData(""" "tasks": {"geometry": 1, "segmentation": 1}, "scale": 2, "handover": {"from": "deblur", "steps": 1}""", "geometry, segmentation")]
    public void Every_task_trains(string task, string tasks)
    {
        var name = $"run-{tasks.Replace(", ", "-", StringComparison.Ordinal)}-{task.Length}";
        Assert.Equal(RunOutcome.Finished, Run(name, task, 2, checkpointing: task.Contains("depth", StringComparison.Ordinal)));
        var json = Directory.EnumerateFiles(Path.Combine(world.Folder, name), "adapter.json", SearchOption.AllDirectories).Single();
        Assert.Equal(tasks, string.Join(", ", ConfigReader.ReadFile<ControlRule>(json).Tasks.Select(t => t.Name())));
    }

    [Fact]
    public void Prodigy_as_published_finds_its_rate_and_goes_on_exactly()
    {
        const string Task = """ "tasks": {"edges": 1}, "scale": 2, "rank": 2, "condition_drop": 0, "caption_drop": 0""";
        const string Published = """{"type": "prodigy", "lr": 1, "weight_decay": 0.01, "use_bias_correction": true, "safeguard_warmup": true}""";
        // The estimate begins at a millionth and has grown enough after some eighty steps.
        const int Steps = 96;
        Assert.Equal(RunOutcome.Finished, Run("prodigy", Task, Steps, optimizer: Published));
        Assert.Equal(RunOutcome.Stopped, Run("prodigy-parts", Task, Steps, stopAt: 61, optimizer: Published));
        Assert.Equal(RunOutcome.Finished, Run("prodigy-parts", Task, Steps, optimizer: Published));
        Assert.Equal(Metrics("prodigy"), Metrics("prodigy-parts"));
        Assert.Equal(Checkpoint("prodigy"), Checkpoint("prodigy-parts"));
        var losses = SmallWorld.Figures(Path.Combine(world.Folder, "prodigy"), "eval_flow_edges");
        Assert.True(losses[^1] < losses[0] - 0.3, string.Join(", ", losses));
    }

    [Theory]
    [InlineData(""" "tasks": {"edges": 1}, "scale": 2, "rank": 2""")]
    [InlineData(""" "tasks": {"edges": 1, "depth": 1}, "max_conditions": 2, "rank": 2, "independent": false""")]
    [InlineData(""" "tasks": {"geometry": 1}, "pruned": true, "rank": 2""")]
    public void Gradient_checkpointing_changes_no_step(string task)
    {
        var (plain, again) = ($"kept-{task.Length}", $"computed-again-{task.Length}");
        Run(plain, task, 4);
        Run(again, task, 4, checkpointing: true);
        foreach (var figure in new[] { "loss", "grad_norm", $"eval_flow_{(task.Contains("edges", StringComparison.Ordinal) ? "edges" : "geometry")}" })
        {
            var (expected, actual) = (SmallWorld.Figures(Path.Combine(world.Folder, plain), figure), SmallWorld.Figures(Path.Combine(world.Folder, again), figure));
            Assert.NotEmpty(expected);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * pair.First));
        }
    }

    // Of a condition only keys and values leave the last block, so that what makes queries or comes after the attention there has nothing to learn.
    [Theory]
    [InlineData(
        "full", "attn.to_k attn.to_out.0 attn.to_q attn.to_v ff.net.2 norm1.linear", "attn.to_k attn.to_q attn.to_v norm.linear proj_mlp proj_out",
        "attn.to_k attn.to_v norm.linear")]
    [InlineData("reduced", "attn.to_k attn.to_q norm1.linear", "attn.to_k attn.to_q norm.linear", "attn.to_k norm.linear")]
    [InlineData("attention", "attn.to_k attn.to_q attn.to_v", "attn.to_k attn.to_q attn.to_v", "attn.to_k attn.to_v")]
    public void Each_set_of_layers_is_trained(string modules, string inDouble, string inSingle, string learnedInLast)
    {
        Assert.Equal(RunOutcome.Finished, Run($"modules-{modules}", $$""" "tasks": {"edges": 1}, "condition_drop": 0, "modules": "{{modules}}" """, 1));
        using var source = SafetensorsTensors.Open(CheckpointFile($"modules-{modules}", "adapter.safetensors"));
        const string Up = ".lora_B.weight";
        var layers = source.Names.Where(n => n.EndsWith(Up, StringComparison.Ordinal)).ToDictionary(n => n["transformer.".Length..^Up.Length], n => source.Read(n).Abs().Max().Item() > 0);
        string[] Named(string block, string names) => [.. names.Split(' ').Select(n => $"{block}.{n}")];
        string[] input = modules == "full" ? ["x_embedder"] : [];
        string[] first = [.. Named("transformer_blocks.0", inDouble), .. Named("single_transformer_blocks.0", inSingle), .. input];
        Assert.Equal(first.Concat(Named("single_transformer_blocks.1", inSingle)).Order(StringComparer.Ordinal), layers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            first.Concat(Named("single_transformer_blocks.1", learnedInLast)).Order(StringComparer.Ordinal),
            layers.Where(l => l.Value).Select(l => l.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Compact_tokens_learn_from_an_adapter_of_whole_ones()
    {
        Assert.Equal(RunOutcome.Finished, Run("teacher", """ "tasks": {"colourise": 1, "deblur": 1}, "rank": 2""", 2));
        var file = Path.Combine(world.Folder, "teacher.safetensors");
        RunFileExport.Write(new(Path.Combine(world.Folder, "teacher")), "adapter", null, ScalarType.Float32, file, ControlRule.MetadataKey);
        var taught = $$""", "scale": 2, "rank": 2, "teacher": {"adapter": {{JsonSerializer.Serialize(file)}}} """;
        Assert.Equal(RunOutcome.Finished, Run("taught", $$""" "tasks": {"colourise": 1}{{taught}}""", 2));
        Assert.Contains(
            "for all tasks",
            Assert.Throws<SettingException>(() => Run("untaught", $$""" "tasks": {"edges": 1}{{taught}}""", 2)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "tasks": {"subject": 1, "edges": 1}""", "subject alone")]
    [InlineData(""" "tasks": {}""", "one or more")]
    [InlineData(""" "tasks": {"edges": 1}, "scale": 3""", "scale")]
    [InlineData(""" "tasks": {"edges": 1}, "held_out": 24""", "1 to 23")]
    [InlineData(""" "tasks": {"edges": 1}, "max_conditions": 2""", "max_conditions")]
    [InlineData(""" "tasks": {"depth": 1}, "pruned": true""", "pruned")]
    [InlineData(""" "tasks": {"sky": 1}""", "sky")]
    [InlineData(""" "tasks": {"edges": 1}, "handover": {"steps": 0}""", "in 1 or more steps")]
    [InlineData(""" "tasks": {"edges": 1}, "handover": {"from": "inpaint", "steps": 9}""", "whole pictures")]
    [InlineData(""" "tasks": {"subject": 1}, "handover": {"steps": 9}""", "lie on the picture")]
    [InlineData(""" "tasks": {"subject": 1}, "unnamed": 2""", "unnamed")]
    [InlineData(""" "tasks": {"edges": 1}, "max_captions": 0""", "max_captions")]
    [InlineData(""" "tasks": {"edges": 1}, "teacher": {}""", "an adapter that follows")]
    [InlineData(""" "tasks": {"subject": 1}, "teacher": {"share": 0}""", "teacher.share")]
    public void Settings_that_contradict_each_other_are_refused(string task, string says) =>
        Assert.Contains(says, Assert.Throws<SettingException>(() => Run($"bad-{task.Length}", task, 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_handover_ends_at_its_step_and_shows_the_new_conditions_alone_from_the_start()
    {
        var handover = new ConditionHandover { Steps = 10 };
        using var random = new Generator(3);
        float[] At(long step) => handover.Shares(step, 500, random)!.ToArray<float>();
        Assert.InRange(At(0).Min(), 0, 0.02);
        Assert.InRange(At(5).Min(), 0.5, 0.52);
        Assert.All(new[] { At(0), At(9) }, shares => Assert.InRange(shares.Max(), 0.98, 1));
        Assert.Null(handover.Shares(10, 500, random));
    }

    private string Metrics(string name) => File.ReadAllText(Path.Combine(world.Folder, name, "metrics.jsonl"));

    private string CheckpointFile(string name, string file) =>
        Path.Combine(Directory.EnumerateDirectories(Path.Combine(world.Folder, name, "checkpoints")).Max()!, file);

    // Weights and the optimiser's state.
    private Dictionary<string, string> Checkpoint(string name) => Directory.EnumerateFiles(CheckpointFile(name, ""), "*.safetensors")
        .ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))));

    private RunOutcome Run(
        string name, string task, int steps, long stopAt = -1, bool checkpointing = false, string optimizer = """{"type": "adamw", "lr": 2e-2}""")
    {
        var config = Path.Combine(world.Folder, "config.json");
        var heldOut = task.Contains("held_out", StringComparison.Ordinal) ? "" : """ "held_out": 4,""";
        File.WriteAllText(config, $$"""
            {
              "task": {
                "type": "ominicontrol", "base": {{JsonSerializer.Serialize(world.Model)}}, "latents": {{Latents}},
                {{heldOut}} "sheet_scenes": 2, "sheet_steps": 2, {{task}}
              },
              "precision": "fp32", "threads": 1, "batch_size": 4, "steps": {{steps}}, "gradient_checkpointing": {{(checkpointing ? "true" : "false")}},
              "optimizers": [{{optimizer}}], "log_every": 4, "sample_every": {{steps}}, "evaluate_every": {{Math.Max(12, steps / 2)}}
            }
            """);
        using var stop = new CancellationTokenSource();
        return new TrainingRun(new TaskRegistry().AddOminiControl()).Execute(config, Path.Combine(world.Folder, name), true, new StopAt(stopAt, stop), stop.Token);
    }

    private sealed class StopAt(long step, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == step)
                stop.Cancel();
        }
    }
}
