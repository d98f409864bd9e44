using System.Text.Json;
using Atelier.Torch;
using Atelier.Training.Detection;
using Atelier.Training.Mini;
using Atelier.Training.Runs;
using Atelier.Training.Tests.Mini;

namespace Atelier.Training.Tests.Detection;

[Collection("runs")]
public sealed class SceneReaderTaskTests(SmallDiorama diorama) : IClassFixture<SmallDiorama>
{
    [Fact]
    public void A_short_run_learns_depth_and_classes()
    {
        var root = Directory.CreateTempSubdirectory("atelier-reader-").FullName;
        try
        {
            var config = Path.Combine(root, "config.json");
            File.WriteAllText(config, $$"""
                {
                  "task": {"type": "scene-reader", "data": {{JsonSerializer.Serialize(diorama.Folder)}}, "held_out": 4, "widths": [16, 16, 16, 16], "blocks_per_level": 1},
                  "precision": "fp32", "batch_size": 4, "steps": 60, "optimizers": [{"type": "adamw", "lr": 3e-3}], "evaluate_every": 20, "log_every": 10, "sample_every": 0
                }
                """);
            var run = Path.Combine(root, "run");
            Assert.Equal(RunOutcome.Finished, new TrainingRun(new TaskRegistry().AddMini()).Execute(config, run, false, null, TestContext.Current.CancellationToken));
            var lines = File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
            double[] Of(string name) => [.. lines.Where(l => l.TryGetProperty(name, out _)).Select(l => l.GetProperty(name).GetDouble())];
            Assert.True(Of("depth")[^1] < Of("depth")[0] * 0.6, string.Join(", ", Of("depth")));
            Assert.True(Of("classes")[^1] < Of("classes")[0] * 0.6, string.Join(", ", Of("classes")));
            Assert.All(Of("eval_depth_log_error"), e => Assert.InRange(e, 0.01, 3));
            Assert.All(Of("eval_object_iou"), e => Assert.InRange(e, 0, 1));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void Data_that_are_too_few_are_refused() => Assert.Contains("1 to 23", Assert.Throws<SettingException>(
        () => new SceneReaderTask(new() { Data = diorama.Folder, HeldOut = 24 }, new(Device.Cpu, 0, false))).Message, StringComparison.Ordinal);
}
