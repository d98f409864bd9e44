using System.Text.Json.Nodes;
using Atelier.Systems.LightGen;
using Atelier.Systems.Pipelines;
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

    private ModelIndex Index => ModelIndex.Open(ModelCatalog.Find(Model));

    /// <summary>The run's config, as <c>atelier train CONFIG</c> takes it.</summary>
    /// <exception cref="RequestException">The model is of a kind that cannot be tuned.</exception>
    public string ToConfig()
    {
        var index = Index;
        var masked = LightGenPipelineLoader.Knows(Model);
        if (!masked && index.Class != "FluxPipeline")
            throw new RequestException($"{index.Folder} is a {index.Class}; LightGen and FLUX models can be tuned.");
        var task = new JsonObject
        {
            ["type"] = masked ? "lightgen-preference" : "flow-preference",
            ["latents"] = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(Latents, ConfigReader.Options)),
            ["text_encoder"] = index.FolderOf("text_encoder", "BertModel"),
            ["start"] = index.FolderOf("transformer", "LightGenTransformer", "FluxTransformer2DModel"),
            ["pairs"] = Pairs,
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
