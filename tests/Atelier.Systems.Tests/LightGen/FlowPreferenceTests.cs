using Atelier.Imaging;
using Atelier.Models.Flux;
using Atelier.Models.Weights;
using Atelier.Systems.LightGen.Training;
using Atelier.Systems.Teachers;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Runs;

namespace Atelier.Systems.Tests.LightGen;

[Collection("runs")]
public sealed class FlowPreferenceTests(SmallWorld world) : IClassFixture<SmallWorld>
{
    [Theory]
    [InlineData("constant", "flux")]
    [InlineData("quadratic", "flux")]
    [InlineData("constant", "packed")] // as the models that ship
    public void A_flow_matching_transformer_is_tuned_by_the_same_pairs(string schedule, string start)
    {
        Prepare();
        var name = $"flow-{schedule}-{start}";
        var config = world.In($"{name}.json");
        File.WriteAllText(config, $$"""
            {
              "task": {
                "type": "flow-preference", "latents": {{world.LatentsJson}}, "text_encoder": {{SmallWorld.Json(world.TextEncoder)}}, "start": {{SmallWorld.Json(world.In(start))}},
                "pairs": {{SmallWorld.Json(world.In("grey"))}}, "beta": 100, "beta_schedule": "{{schedule}}", "held_out": 4
              },
              "precision": "fp32", "threads": 1, "batch_size": 4, "steps": 48, "optimizers": [{"type": "adamw", "lr": 1e-3}],
              "log_every": 12, "sample_every": 0, "evaluate_every": 24
            }
            """);
        Assert.Equal(
            RunOutcome.Finished,
            new TrainingRun(new TaskRegistry().AddLightGen()).Execute(config, world.In(name), true, cancellation: TestContext.Current.CancellationToken));
        Assert.True(SmallWorld.Figures(world.In(name), "eval_implicit_accuracy")[^1] > 0.8, File.ReadAllText(Path.Combine(world.In(name), "metrics.jsonl")));
        // What is tuned has left its reference behind.
        var (tuned, reference) = (SmallWorld.Figures(world.In(name), "eval_error_winner")[^1], SmallWorld.Figures(world.In(name), "eval_reference_error_winner")[^1]);
        Assert.NotEqual(tuned, reference);
    }

    private void Prepare()
    {
        if (Directory.Exists(world.In("flux")))
            return;
        Directory.CreateDirectory(world.In("flux"));
        var sizes = new FluxConfig
        {
            InChannels = 16, NumLayers = 1, NumSingleLayers = 1, AttentionHeadDim = 12, NumAttentionHeads = 2, JointAttentionDim = 16, PooledProjectionDim = 16, AxesDimsRope = [4, 4, 4],
        };
        using var random = new Generator(2);
        using var network = new FluxTransformer(sizes);
        network.Initialize(random);
        StateDict.Save(network, Path.Combine(world.In("flux"), "diffusion_pytorch_model.safetensors"));
        Directory.CreateDirectory(world.In("packed"));
        QuantizedWeights.Save(network, Path.Combine(world.In("packed"), "model.gguf"), "flux");
        File.WriteAllText(Path.Combine(world.In("packed"), "config.json"), NetworkJson.Of("FluxTransformer2DModel", sizes));
        File.WriteAllText(Path.Combine(world.In("flux"), "config.json"), NetworkJson.Of("FluxTransformer2DModel", sizes));
        using var cache = new LatentCache(world.Latents, Device.Cpu);
        var painter = new CaptionPainter("grey", 1, 1, 1, (wanted, _) => [new Picture(32, 32, 3, [.. Enumerable.Range(0, 32 * 32 * 3).Select(i => (byte)((i * 37) + wanted[0].Seed))])]);
        new PaintedSetBuilder(painter).Build(cache, 4, 16, 0, new(world.In("grey")), cancellation: TestContext.Current.CancellationToken);
    }
}
