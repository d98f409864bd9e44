using Atelier.Imaging;
using Atelier.Models.Mar;
using Atelier.Models.Text.T5;
using Atelier.Systems.LightGen;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage;
using Atelier.Testing;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Runs;

namespace Atelier.Systems.Tests.LightGen;

// A folder as the published model would be put together: T5 with its tokenizer, and an autoencoder in its original file, written by PyTorch 1.13.
public sealed class LightGenPipelineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-lightgen-").FullName;
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    public LightGenPipelineTests()
    {
        Write("model_index.json", """
            {
              "_class_name": "LightGenPipeline", "transformer": ["own", "LightGenTransformer"], "vae": ["own", "AutoencoderKL"],
              "text_encoder": ["transformers", "T5EncoderModel"], "tokenizer": ["transformers", "T5Tokenizer"],
              "atelier": {"steps": 4, "head_steps": 3, "guidance": 2, "guidance_schedule": "linear", "temperature": 0.9, "width": 16, "max_size": 24}
            }
            """);
        Write("transformer/config.json", NetworkJson.Of(nameof(LightGenTransformer), TinyLightGen.Config));
        using (var network = TinyLightGen.Network())
            StateDict.Save(network, In("transformer/diffusion_pytorch_model.safetensors"));
        Write("vae/config.json", """
            {"block_out_channels": [4, 4], "down_block_types": ["DownEncoderBlock2D", "AttnDownEncoderBlock2D"], "latent_channels": 4, "norm_num_groups": 2, "scaling_factor": 0.2325}
            """);
        var goldens = Path.Combine(RepositoryRoot.Path, "tests", "goldens");
        File.Copy(Path.Combine(goldens, "pickle", "kl-autoencoder.ckpt"), In("vae/kl16.ckpt"));
        Directory.CreateDirectory(In("tokenizer"));
        File.Copy(Path.Combine(goldens, "tokenizers", "unigram_nmt_nfkc.model"), In("tokenizer/spiece.model"));
        Write("text_encoder/config.json", $$"""{"d_model": {{TinyLightGen.TextChannels}}, "d_kv": 4, "d_ff": 8, "num_layers": 1, "num_heads": 2}""");
        using var random = new Generator(4);
        using var encoder = new T5Encoder(new() { Width = TinyLightGen.TextChannels, HeadWidth = 4, FeedForwardWidth = 8, NumLayers = 1, NumHeads = 2 });
        encoder.Initialize(random);
        StateDict.Save(encoder, In("text_encoder/model.safetensors"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_model_of_published_parts_paints_what_it_is_asked()
    {
        using var pipeline = LightGenPipelineLoader.Open(_folder, Device.Cpu);
        Assert.Equal((3, 0.9, GuidanceSchedule.Linear), (pipeline.Defaults.HeadSteps, pipeline.Defaults.Temperature, pipeline.Defaults.Schedule));
        var first = Paint(pipeline, "a red ball");
        Assert.Equal((16, 16), (first.Picture.Width, first.Picture.Height));
        Assert.Equal(first.Picture.Pixels, Paint(pipeline, "a red ball").Picture.Pixels);
        Assert.NotEqual(first.Picture.Pixels, Paint(pipeline, "a blue cube").Picture.Pixels);
        Assert.Equal((4, 3, 0.9), (first.Request.Basics.Steps, first.Request.HeadSteps, first.Request.Temperature));
    }

    [Fact]
    public void Pictures_painted_together_are_those_of_their_seeds()
    {
        using var pipeline = LightGenPipelineLoader.Open(_folder, Device.Cpu);
        foreach (var guidance in new[] { 1.0, 2.5 })
        {
            var like = new LightGenRequest(new() { Prompt = "any", Seed = 0, Guidance = guidance });
            (string, long)[] wanted = [("a red ball", 5), ("a blue cube", 6), ("a red ball", 7)];
            var together = pipeline.Paint(wanted, like, _stop);
            foreach (var ((prompt, seed), picture) in wanted.Zip(together))
            {
                var alone = pipeline.Run(like with { Basics = like.Basics with { Prompt = prompt, Seed = seed } }, null, _stop).Single().Picture;
                // Larger products round otherwise.
                Assert.True(alone.Pixels.Zip(picture.Pixels).Max(p => Math.Abs(p.First - p.Second)) <= 2);
            }

            Assert.NotEqual(together[0].Pixels, together[2].Pixels);
        }
    }

    [Fact]
    public void Progress_never_goes_back_and_a_stop_takes_effect()
    {
        using var pipeline = LightGenPipelineLoader.Open(_folder, Device.Cpu);
        var reports = new Reports();
        var request = new LightGenRequest(new() { Prompt = "a ball", Seed = 1, Count = 2, PreviewEvery = 1 });
        Assert.Equal(2, pipeline.Run(request, reports, _stop).Count());
        Assert.Equal(8, reports.Seen.Count);
        Assert.Equal(reports.Seen.Select(r => r.Fraction).Order(), reports.Seen.Select(r => r.Fraction));
        Assert.Equal(6, reports.Seen.Count(r => r.Preview is not null));

        using var source = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        var stopping = new Reports(() => source.Cancel());
        Assert.ThrowsAny<OperationCanceledException>(() => pipeline.Run(request, stopping, source.Token).ToArray());
        Assert.Single(stopping.Seen);
    }

    [Fact]
    public void A_hole_is_filled_and_known_pixels_stay()
    {
        using var pipeline = LightGenPipelineLoader.Open(_folder, Device.Cpu);
        var init = new Picture(16, 16, 4, [.. Enumerable.Range(0, 16 * 16 * 4).Select(i => (byte)(i * 13))]);
        var mask = new Mask(16, 16);
        (mask.Cells[17], mask.Cells[18], mask.Cells[200]) = (1, 1, 1);
        var edited = pipeline.Run(new(new() { Prompt = "a ball", Seed = 1, Steps = 9 }) { Init = init, Mask = mask }, null, _stop).Single();
        for (var i = 0; i < 256; i++)
        {
            if (mask.Cells[i] == 0)
                Assert.Equal(init.Pixels.AsSpan(4 * i, 3).ToArray(), edited.Picture.Pixels.AsSpan(3 * i, 3).ToArray());
        }

        Assert.Throws<RequestException>(() => pipeline.Run(new(new() { Prompt = "a ball", Seed = 1 }) { Init = init, Mask = new Mask(16, 16) }, null, _stop));
        Assert.Throws<RequestException>(() => pipeline.Run(new(new() { Prompt = "a ball", Seed = 1, Width = 20 }) { Init = init, Mask = mask }, null, _stop));
    }

    [Theory]
    [InlineData("vae", "AutoencoderKL", "VQModel")]
    [InlineData("text_encoder", "T5EncoderModel", "GPT2Model")]
    [InlineData("_class_name", "LightGenPipeline", "PixArtPipeline")]
    public void A_part_of_another_class_is_refused_by_name(string part, string from, string to)
    {
        File.WriteAllText(In("model_index.json"), File.ReadAllText(In("model_index.json")).Replace(from, to, StringComparison.Ordinal));
        var error = Assert.Throws<RequestException>(() => LightGenPipelineLoader.Open(_folder, Device.Cpu).Dispose());
        Assert.Contains(to, error.Message, StringComparison.Ordinal);
        Assert.Equal(part != "_class_name", LightGenPipelineLoader.Knows(_folder));
    }

    private LightGenPicture Paint(LightGenPipeline pipeline, string prompt) =>
        pipeline.Run(new(new TextToImageRequest { Prompt = prompt, Seed = 5 }), null, _stop).Single();

    private string In(string name) => Path.Combine(_folder, name);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name), text);
    }

    private sealed class Reports(Action? then = null) : IProgress<PipelineProgress>
    {
        public List<PipelineProgress> Seen { get; } = [];

        public void Report(PipelineProgress value)
        {
            Seen.Add(value);
            then?.Invoke();
        }
    }
}
