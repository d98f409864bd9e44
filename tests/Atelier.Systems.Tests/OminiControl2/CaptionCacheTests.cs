using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Training;
using Atelier.Systems.TextToImage;
using Atelier.Systems.TextToImage.Flux;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Runs;
using FluxFolders = Atelier.Cli.Tests.Generation.TinyFlux;

namespace Atelier.Systems.Tests.OminiControl2;

[Collection("runs")]
public sealed class CaptionCacheTests(TinyControlWorld world) : IClassFixture<TinyControlWorld>
{
    [Fact]
    public void A_large_encoder_is_opened_once_for_many_captions_and_encodes_each_once()
    {
        using var scope = Tensor.Scope();
        var (encoder, folder) = (new CountedEncoder(), Path.Combine(world.Folder, "counted"));
        var cache = new CaptionCache(encoder, folder, null);
        cache.Keep(["a ball", "", "a ball", "Ein Ball für Ähren"]);
        var found = cache.Encode(["a ball", "", "a ball"]);
        Assert.Equal(["a ball||Ein Ball für Ähren"], encoder.Calls);
        foreach (var (caption, prompt) in new[] { "a ball", "", "a ball" }.Zip(found))
        {
            var fresh = CountedEncoder.Encoded(caption);
            Assert.Equal(fresh.Tokens.To(ScalarType.BFloat16).ToFloats(), prompt.Tokens.ToArray<float>());
            Assert.Equal(fresh.Pooled!.ToFloats(), prompt.Pooled!.ToArray<float>());
            Assert.Null(prompt.Mask);
        }

        // Not one that was foreseen.
        cache.Encode(["a dog", "a ball"]);
        new CaptionCache(encoder, folder, null).Encode(["a dog"]);
        Assert.Equal(["a ball||Ein Ball für Ähren", "a dog"], encoder.Calls);
        encoder.Identity = "fedcba98765432100";
        new CaptionCache(encoder, folder, null).Encode(["a dog"]);
        Assert.Equal(["a ball||Ein Ball für Ähren", "a dog", "a dog"], encoder.Calls);
    }

    [Fact]
    public void A_small_encoder_works_anew_each_time_and_nothing_is_kept()
    {
        var (encoder, folder) = (new SmallEncoder(), Path.Combine(world.Folder, "small"));
        var cache = new CaptionCache(encoder, folder, null);
        cache.Keep(Enumerable.Range(0, 1).Select<int, string>(_ => throw new InvalidOperationException("Nobody asked for them.")));
        using var scope = Tensor.Scope();
        cache.Encode(["a"]);
        cache.Encode(["a"]);
        Assert.Equal(2, encoder.Calls);
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData(ControlTask.Edges, null)]
    [InlineData(ControlTask.Subject, null)]
    [InlineData(ControlTask.Subject, 2)]
    public void All_captions_that_are_drawn_were_foreseen(ControlTask task, int? most)
    {
        var settings = Settings(task) with { MaxCaptions = most };
        using var latents = new LatentCache(settings.Latents, Device.Cpu);
        using var conditions = new ConditionCache(settings.Latents, latents.Autoencoder, Device.Cpu);
        using var random = new Generator(4);
        long[] scenes = [.. Enumerable.Range(settings.HeldOut, (int)latents.Count - settings.HeldOut).Select(i => (long)i)];
        var (foreseen, drawn) = (Foreseen(latents, conditions, settings), new HashSet<string>());
        for (var i = 0; i < 40; i++)
        {
            using var scope = Tensor.Scope();
            var batch = ControlBatch.Draw(latents, conditions, settings, null, scenes, i, random);
            drawn.UnionWith(batch.Captions.Concat(batch.Named));
        }

        for (var scene = 0; scene < settings.EvaluationScenes; scene++)
        {
            using var scope = Tensor.Scope();
            var batch = ControlBatch.Plain(latents, conditions, settings, task, [scene], random);
            drawn.UnionWith(batch.Captions.Concat(batch.Named));
        }

        Assert.Empty(drawn.Except(foreseen));
        // Nor many for nothing.
        Assert.True(drawn.Count > 0.9 * foreseen.Count, $"{drawn.Count} of {foreseen.Count}");
    }

    [Fact]
    public void A_model_with_encoders_of_FLUX_trains_from_kept_captions()
    {
        using var flux = new FluxFolders();
        var folder = flux.Folder("dev");
        var settings = Settings(ControlTask.Edges) with
        {
            Base = folder,
            Latents = new() { Data = world.Data, Autoencoder = Path.Combine(folder, "vae"), Cache = Path.Combine(world.Folder, "flux-cache") },
        };
        Assert.Equal(RunOutcome.Finished, Run("flux", settings));
        var kept = Directory.EnumerateFiles(Assert.Single(Directory.GetDirectories(settings.Latents.Cache, "captions-*"))).ToDictionary(f => f, File.GetLastWriteTimeUtc);
        using (var latents = new LatentCache(settings.Latents, Device.Cpu))
        using (var conditions = new ConditionCache(settings.Latents, latents.Autoencoder, Device.Cpu))
        {
            // Those of before the first step, and no further one.
            Assert.Equal(Foreseen(latents, conditions, settings).Order(), kept.Keys.Select(CaptionOf).Order());
        }

        Assert.Equal(RunOutcome.Finished, Run("flux-again", settings));
        Assert.Equal(Metrics("flux"), Metrics("flux-again"));
        Assert.All(kept, k => Assert.Equal(k.Value, File.GetLastWriteTimeUtc(k.Key)));

        using var model = FluxPipelineLoader.Open(folder, Device.Cpu);
        using var scope = Tensor.Scope();
        var (file, fresh) = (kept.Keys.First(f => CaptionOf(f).Length > 0), new CaptionCache(model.Encoder, settings.Latents.Cache, null));
        var (read, encoded) = (fresh.Encode([CaptionOf(file)])[0], model.Encoder.Encode([CaptionOf(file)])[0]);
        Assert.Equal(encoded.Tokens.Shape, read.Tokens.Shape);
        Assert.True(TinyFlux.Distance(read.Tokens, encoded.Tokens) < 0.005);
        Assert.True(TinyFlux.Distance(read.Pooled!, encoded.Pooled!) < 1e-5);
    }

    [Fact]
    public void Other_weights_another_length_and_another_tokenizer_are_other_encoders()
    {
        using var flux = new FluxFolders();
        var (dev, schnell) = (flux.Folder("dev"), flux.Folder("schnell"));
        var first = Identity(dev);
        Assert.Equal(first, Identity(dev));
        Assert.NotEqual(first, Identity(schnell));

        var merges = Path.Combine(dev, "tokenizer", "merges.txt");
        var text = File.ReadAllText(merges);
        File.WriteAllText(merges, text.Replace("b a\n", "b r\n", StringComparison.Ordinal));
        Assert.NotEqual(first, Identity(dev));
        File.WriteAllText(merges, text);
        Assert.Equal(first, Identity(dev));

        var weights = Path.Combine(dev, "text_encoder_2", "model.safetensors");
        using (var scope = Tensor.Scope())
        using (var source = SafetensorsTensors.Open(weights))
            StateDict.Save([.. source.Names.Select(n => (n, source.Read(n) * 1.01))], weights);
        Assert.NotEqual(first, Identity(dev));

        static string Identity(string folder)
        {
            using var model = FluxPipelineLoader.Open(folder, Device.Cpu);
            return Assert.IsType<ILargePromptEncoder>(model.Encoder, exactMatch: false).Identity;
        }
    }

    private ControlSettings Settings(ControlTask task) => new()
    {
        Base = world.Model,
        Latents = new() { Data = world.Data, Autoencoder = Path.Combine(world.Model, "vae"), Cache = Path.Combine(world.Folder, "cache") },
        Tasks = new Dictionary<ControlTask, double> { [task] = 1 },
        HeldOut = 4,
        EvaluationScenes = 3,
        SheetScenes = 1,
        SheetSteps = 1,
    };

    private static HashSet<string> Foreseen(LatentCache latents, ConditionCache conditions, ControlSettings settings) =>
        [.. Enumerable.Range(0, (int)latents.Count).SelectMany(i => ControlBatch.CaptionsOf(latents, conditions, settings, i)), ""];

    private RunOutcome Run(string name, ControlSettings settings)
    {
        var config = Path.Combine(world.Folder, $"{name}.json");
        var task = SmallWorld.Json(settings).TrimStart()[1..];
        File.WriteAllText(config, $$"""
            {
              "task": {"type": "ominicontrol", {{task}},
              "precision": "fp32", "threads": 1, "batch_size": 2, "steps": 3,
              "optimizers": [{"type": "adamw", "lr": 1e-3}], "log_every": 1, "sample_every": 3, "evaluate_every": 3
            }
            """);
        return new TrainingRun(new TaskRegistry().AddOminiControl()).Execute(
            config, Path.Combine(world.Folder, name), false, null, TestContext.Current.CancellationToken);
    }

    private string Metrics(string name) => File.ReadAllText(Path.Combine(world.Folder, name, "metrics.jsonl"));

    private static string CaptionOf(string file)
    {
        using var source = SafetensorsTensors.Open(file);
        return source.Metadata["caption"];
    }

    private class SmallEncoder : IFluxPromptEncoder
    {
        public int Calls { get; private set; }

        public virtual IReadOnlyList<FluxPrompt> Encode(IReadOnlyList<string> prompts)
        {
            Calls++;
            return [.. prompts.Select(Encoded)];
        }

        public static FluxPrompt Encoded(string prompt)
        {
            using var random = new Generator((ulong)prompt.Length);
            return new(Tensor.RandN([1, 3, 5], random), null, Tensor.RandN([1, 2], random));
        }

        public void Dispose()
        {
        }
    }

    private sealed class CountedEncoder : SmallEncoder, ILargePromptEncoder
    {
        public new List<string> Calls { get; } = [];

        public string Identity { get; set; } = "0123456789abcdef0";

        public override IReadOnlyList<FluxPrompt> Encode(IReadOnlyList<string> prompts) => [.. Each(prompts)];

        public IEnumerable<FluxPrompt> Each(IReadOnlyList<string> prompts)
        {
            Calls.Add(string.Join('|', prompts));
            foreach (var prompt in prompts)
                yield return Encoded(prompt);
        }
    }
}
