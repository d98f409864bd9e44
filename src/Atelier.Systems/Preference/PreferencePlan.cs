using System.Text.Json.Nodes;
using Atelier.Systems.LightGen;
using Atelier.Systems.Pipelines;
using Atelier.Systems.Teachers;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Runs;

namespace Atelier.Systems.Preference;

/// <summary>A preference run of a shipped or exported model, from few numbers.</summary>
public sealed record PreferencePlan
{
    /// <summary>Name or folder of the model: a masked one, or a FLUX one.</summary>
    public required string Model { get; init; }

    /// <summary>Dataset folder of the true pictures.</summary>
    public required string Data { get; init; }

    /// <summary>Folder of their latents.</summary>
    public required string Cache { get; init; }

    /// <summary>Folder of the model's own pictures.</summary>
    public required string Pairs { get; init; }

    /// <summary>First scene.</summary>
    public long First { get; init; }

    /// <summary>Scenes from there; 0 for all.</summary>
    public long Scenes { get; init; }

    /// <summary>What is learned.</summary>
    public PreferenceControl Control { get; init; } = PreferenceControl.Dpo;

    /// <summary>Strength.</summary>
    public double Beta { get; init; } = 5000;

    /// <summary>Learning rate.</summary>
    public double LearningRate { get; init; } = 1e-6;

    /// <summary>Multiplies the rate by the batch size, as Diffusion-DPO's launchers do.</summary>
    public bool ScaleByBatch { get; init; }

    /// <summary>Pairs of one step.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Steps.</summary>
    public long Steps { get; init; } = 1000;

    /// <summary>Pairs at the start of the set that are never trained on.</summary>
    public int HeldOut { get; init; } = 64;

    /// <summary>Where the true pictures and their latents are.</summary>
    /// <exception cref="RequestException">There is no such model, or it has no autoencoder.</exception>
    public LatentSettings Latents => new() { Data = Data, Cache = Cache, Autoencoder = Index.FolderOf("vae", "AutoencoderKL") };

    /// <summary>Checks that pictures which are there were painted by this model.</summary>
    /// <exception cref="SettingException">Another one painted them.</exception>
    public void CheckPainter()
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(ModelCatalog.Find(Model))));
        if (new PaintedFolder(Pairs).Read().FirstOrDefault(l => l.Teacher != name) is { } other)
            throw new SettingException($"'{Pairs}' holds pictures of {other.Teacher}, not of {name}: losers are the model's own; name another folder.");
    }

    /// <summary>The first setting in which two configs differ, as <c>name: one, other</c>; null where none does.</summary>
    public static string? Difference(string one, string other) => Difference(JsonNode.Parse(one), JsonNode.Parse(other), "");

    private static string? Difference(JsonNode? one, JsonNode? other, string name)
    {
        if (JsonNode.DeepEquals(one, other))
            return null;
        if (one is not JsonObject first || other is not JsonObject second)
            return $"{name}: {one?.ToJsonString() ?? "nothing"}, {other?.ToJsonString() ?? "nothing"}";
        return first.Select(p => p.Key).Union(second.Select(p => p.Key))
            .Select(key => Difference(first[key], second[key], name.Length == 0 ? key : $"{name}.{key}")).First(d => d is not null);
    }

    private ModelIndex Index => ModelIndex.Open(ModelCatalog.Find(Model));

    /// <summary>The run's config, as <c>atelier train CONFIG</c> takes it.</summary>
    /// <exception cref="RequestException">The model is of a kind that cannot be tuned.</exception>
    public string ToConfig()
    {
        var index = Index;
        var masked = LightGenPipelineLoader.Knows(Model);
        if (masked && index.Class == "MarPipeline")
            throw new RequestException($"{index.Folder} is a MarPipeline, which takes classes and no captions; LightGen and FLUX models can be tuned.");
        if (!masked && index.Class != "FluxPipeline")
            throw new RequestException($"{index.Folder} is a {index.Class}; LightGen and FLUX models can be tuned.");
        var task = new JsonObject
        {
            ["type"] = masked ? "lightgen-preference" : "flow-preference",
            ["latents"] = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(Latents, ConfigReader.Options)),
            ["text_encoder"] = index.FolderOf("text_encoder", "BertModel"),
            ["start"] = index.FolderOf("transformer", "LightGenTransformer", "FluxTransformer2DModel"),
            ["pairs"] = Pairs,
            ["first_scene"] = First,
            ["scenes"] = Scenes,
            ["control"] = Control.ToString().ToLowerInvariant(),
            ["beta"] = Beta,
            ["held_out"] = HeldOut,
        };
        return new JsonObject
        {
            ["task"] = task,
            ["seed"] = 1,
            // Steps of 1e-6 would vanish where weights are rounded to bfloat16 for products.
            ["precision"] = "fp32",
            ["batch_size"] = BatchSize,
            ["steps"] = Steps,
            ["clip_norm"] = 1,
            ["optimizers"] = new JsonArray(new JsonObject
            {
                ["type"] = "adamw", ["lr"] = LearningRate * (ScaleByBatch ? BatchSize : 1), ["betas"] = new JsonArray(0.9, 0.99), ["weight_decay"] = 0,
            }),
            ["schedule"] = new JsonObject { ["name"] = "constant_with_warmup", ["num_warmup_steps"] = Math.Min(50, Steps / 4) },
            ["log_every"] = 10,
            ["sample_every"] = 0,
            ["evaluate_every"] = Math.Max(1, Math.Min(100, Steps / 4)),
            ["checkpoint_minutes"] = 5,
        }.ToJsonString(ConfigReader.Options);
    }
}
