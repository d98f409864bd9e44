using System.Text.Json;
using Atelier.Models.Flux;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Mini;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Runs;
using Atelier.Training.Tests.Runs;

namespace Atelier.Training.Tests.Mini;

[Collection("runs")]
public sealed class RewordingTaskTests : IClassFixture<SmallDiorama>, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("atelier-rewording-").FullName;
    private readonly LatentSettings _latents;

    public RewordingTaskTests(SmallDiorama diorama)
    {
        _latents = TinyLatents.Write(_root, diorama);
        WriteTransformer();
    }

    private string Start => Path.Combine(_root, "start");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Other_words_come_nearer_to_the_plain_ones_and_a_killed_run_goes_on_exactly()
    {
        Assert.Equal(RunOutcome.Finished, Run("whole"));
        Assert.Equal(RunOutcome.Stopped, Run("parts", stopAt: 13));
        Assert.Equal(RunOutcome.Finished, Run("parts"));
        Assert.Equal(File.ReadAllText(Path.Combine(_root, "whole", "metrics.jsonl")), File.ReadAllText(Path.Combine(_root, "parts", "metrics.jsonl")));

        var last = File.ReadLines(Path.Combine(_root, "whole", "metrics.jsonl")).Select(l => JsonDocument.Parse(l).RootElement).Last(l => l.TryGetProperty("eval_plain", out _));
        double Of(string name) => last.GetProperty($"eval_{name}").GetDouble();
        Assert.True(Of("reworded") < Of("before") * 0.9, last.ToString());
        Assert.True(Of("plain") < Of("other"), last.ToString());
    }

    [Fact]
    public void Only_the_text_side_is_trained()
    {
        Assert.Equal(RunOutcome.Finished, Run("once"));
        var export = Path.Combine(_root, "export");
        RunExport.Write(new(Path.Combine(_root, "once")), "transformer", null, ScalarType.Float32, export);
        using var scope = Tensor.Scope();
        using var before = SafetensorsTensors.Open(Start);
        using var after = SafetensorsTensors.Open(export);
        string[] changed = [.. before.Names.Where(n => before.Read(n).Sub(after.Read(n)).Abs().Max().Item() > 0)];
        Assert.Contains("context_embedder.weight", changed);
        Assert.Contains("transformer_blocks.0.attn.add_q_proj.weight", changed);
        Assert.DoesNotContain(changed, n => n.StartsWith("single", StringComparison.Ordinal) || n.StartsWith("proj_out", StringComparison.Ordinal) || n.Contains(".attn.to_q.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"reworded\": 0", "reworded")]
    [InlineData("\"held_out\": 24", "1 to 23")]
    [InlineData("\"trained\": \"nothing\"", "matches parameters")]
    public void Wrong_settings_are_refused(string setting, string says) =>
        Assert.Contains(says, Assert.Throws<SettingException>(() => Run("refused", setting: setting)).Message, StringComparison.Ordinal);

    private RunOutcome Run(string name, long stopAt = -1, string setting = "\"mirror_share\": 0.5")
    {
        var held = setting.Contains("held_out", StringComparison.Ordinal) ? "" : "\"held_out\": 8, ";
        var config = Path.Combine(_root, "config.json");
        File.WriteAllText(config, $$"""
            {
              "task": {
                "type": "rewording", "latents": {{JsonSerializer.Serialize(_latents, ConfigReader.Options)}},
                "text_encoder": {{JsonSerializer.Serialize(TinyLatents.TextEncoder(_root))}}, "start": {{JsonSerializer.Serialize(Start)}}, {{held}}{{setting}}
              },
              "precision": "fp32", "threads": 1, "batch_size": 8, "steps": 60,
              "optimizers": [{"type": "adamw", "lr": 3e-3}], "log_every": 5, "sample_every": 60, "evaluate_every": 20
            }
            """);
        using var stop = new CancellationTokenSource();
        return new TrainingRun(new TaskRegistry().AddMini()).Execute(config, Path.Combine(_root, name), true, new StopAt(stopAt, stop), stop.Token);
    }

    private void WriteTransformer()
    {
        var config = new FluxConfig
        {
            InChannels = 16, NumLayers = 1, NumSingleLayers = 1, AttentionHeadDim = 12, NumAttentionHeads = 2, JointAttentionDim = 16, PooledProjectionDim = 16, AxesDimsRope = [4, 4, 4],
        };
        Directory.CreateDirectory(Start);
        File.WriteAllText(Path.Combine(Start, "config.json"), NetworkJson.Of("FluxTransformer2DModel", config));
        using var random = new Generator(2);
        using var network = new FluxTransformer(config);
        network.Initialize(random);
        // An untrained network answers nothing: its gates and its last layer are zero.
        foreach (var (name, parameter) in network.Parameters().Where(p => p.Name.Contains("norm", StringComparison.Ordinal) || p.Name.StartsWith("proj_out", StringComparison.Ordinal)))
            parameter.Value = (parameter.Value + (Tensor.RandN(parameter.Value.Shape, random) * 0.3)).Detached();
        StateDict.Save(network, Path.Combine(Start, "diffusion_pytorch_model.safetensors"));
    }
}
