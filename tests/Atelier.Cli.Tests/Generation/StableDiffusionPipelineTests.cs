using Atelier.Imaging;
using Atelier.Models.UNet;
using Atelier.Systems.Pipelines;
using Atelier.Systems.StableDiffusion;
using Atelier.Systems.TextToImage;
using Atelier.Torch;

namespace Atelier.Cli.Tests.Generation;

public sealed class StableDiffusionPipelineTests(TinyStableDiffusion model) : IClassFixture<TinyStableDiffusion>
{
    private static readonly TextToImageRequest Basics = new() { Prompt = "red ball", Seed = 1, Steps = 4 };

    [Fact]
    public void Cancellation_takes_effect_within_a_step()
    {
        using var pipeline = StableDiffusionLoader.Open(model.FileOf("sd"));
        using var source = new CancellationTokenSource();
        var steps = new List<int>();

        Assert.Throws<OperationCanceledException>(() => pipeline.Run(new(Basics), new Told(p =>
        {
            steps.Add(p.Step);
            source.Cancel();
        }), source.Token).ToArray());

        Assert.Equal([1], steps);
    }

    [Fact]
    public void Progress_never_goes_back_and_ends_at_the_whole()
    {
        using var pipeline = StableDiffusionLoader.Open(model.FileOf("sd"));
        var fractions = new List<double>();

        var painted = pipeline.Run(new(Basics with { Count = 2 }) { Sampler = "heun" }, new Told(p => fractions.Add(p.Fraction)), TestContext.Current.CancellationToken).ToArray();

        Assert.Equal([1L, 2L], painted.Select(p => p.Seed));
        Assert.Equal(fractions.Order(), fractions);
        Assert.Equal(1, fractions[^1]);
    }

    [Fact]
    public void Every_sampler_walks_from_noise_over_a_picture_and_within_a_mask()
    {
        using var pipeline = StableDiffusionLoader.Open(model.FileOf("sd"));
        Picture init = new(16, 16, 3), mask = new(16, 16, 1);
        mask.Pixels.AsSpan(0, 128).Fill(255);
        init.Pixels.AsSpan().Fill(77);
        foreach (var sampler in StableDiffusionPipeline.Samplers)
        {
            var request = new StableDiffusionRequest(Basics with { Steps = 5 }) { Sampler = sampler, Strength = 0.6 };

            var pictures = new[] { request, request with { Init = init }, request with { Init = init, Mask = mask } }
                .Select(r => pipeline.Run(r, cancellation: TestContext.Current.CancellationToken).Single().Picture.Pixels).ToArray();

            Assert.All(pictures, pixels => Assert.True(pixels.Distinct().Count() > 8, sampler));
            Assert.All(pictures[2][(3 * 128)..], value => Assert.Equal(77, value));
        }
    }

    [Fact]
    public void An_edit_is_sampled_by_ddim_where_the_model_would_take_pndm()
    {
        using var pipeline = StableDiffusionLoader.Open(model.FileOf("sd"));
        string? Sampler(StableDiffusionRequest request) => pipeline.Run(request, cancellation: TestContext.Current.CancellationToken).Single().Request.Sampler;
        var edit = new StableDiffusionRequest(Basics) { Init = new Picture(16, 16, 3) };

        Assert.Equal("pndm", pipeline.OwnSampler);
        Assert.Null(Sampler(new(Basics)));
        Assert.Equal("ddim", Sampler(edit));
        Assert.Equal("pndm", Sampler(edit with { Sampler = "pndm" }));
    }

    [Fact]
    public void A_walk_leaves_no_memory_behind()
    {
        using var scope = Tensor.Scope();
        using var pipeline = StableDiffusionLoader.Open(model.FileOf("sd"));
        var request = new StableDiffusionRequest(Basics) { Init = new Picture(16, 16, 3), Mask = new Picture(16, 16, 1), FreeU = new FreeU(1.2, 1.4, 0.9, 0.2) };
        _ = pipeline.Run(request, cancellation: TestContext.Current.CancellationToken).Count();
        var before = scope.Count;

        _ = pipeline.Run(request, cancellation: TestContext.Current.CancellationToken).Count();

        Assert.Equal(before, scope.Count);
    }

    [Fact]
    public void Weights_by_block_and_guess_mode_and_a_resting_control_change_the_answer()
    {
        // With bf16 products a network with adapters keeps a wider type between products, so that equal answers differ in the last bit.
        using var type = ProductPrecision.Use(ScalarType.Float32);
        using var pipeline = StableDiffusionLoader.Open(model.FileOf("sd"), new()
        {
            Controls = new Dictionary<string, string> { ["canny"] = model.FileOf("sd/control_tiny_canny.safetensors") },
            Loras = [new(model.FileOf("style.safetensors")) { Blocks = new BlockWeights { Mid = 0 } }],
        });
        using var plain = StableDiffusionLoader.Open(model.FileOf("sd"));
        Picture edges = new(16, 16, 1);
        edges.Pixels.AsSpan(40, 60).Fill(255);
        byte[] Paint(StableDiffusionPipeline by, params DiffusionControl[] controls) =>
            by.Run(new(Basics) { Controls = controls }, cancellation: TestContext.Current.CancellationToken).Single().Picture.Pixels;

        var alone = Paint(plain);

        // The adapter changes the middle only, whose weight is 0; a control that never acts changes nothing.
        Assert.Equal(alone, Paint(pipeline));
        Assert.Equal(alone, Paint(pipeline, new DiffusionControl("canny", edges, End: 0.1)));
        Assert.NotEqual(alone, Paint(pipeline, new DiffusionControl("canny", edges)));
        Assert.NotEqual(Paint(pipeline, new DiffusionControl("canny", edges)), Paint(pipeline, new DiffusionControl("canny", edges, Guess: true)));
        Assert.Throws<RequestException>(() => Paint(plain, new DiffusionControl("canny", edges)));
    }

    private sealed class Told(Action<PipelineProgress> report) : IProgress<PipelineProgress>
    {
        public void Report(PipelineProgress value) => report(value);
    }
}
