using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Models.Mar;
using Atelier.Models.Text.Bert;
using Atelier.Models.Text.T5;
using Atelier.Models.Text.Tokenizers.SentencePiece;
using Atelier.Models.Weights;
using Atelier.Systems.Pipelines;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Systems.LightGen;

/// <summary>Opens LightGen and MAR from model folders.</summary>
public static class LightGenPipelineLoader
{
    private const string Text = "LightGenPipeline";
    private const string Classes = "MarPipeline";

    // Weights of a small model are taken to the product type at once; those of a large one stay as they are on disk.
    private const long SmallModel = 500_000_000;

    /// <summary>Whether a name or folder is one of these models; false also where there is none.</summary>
    public static bool Knows(string nameOrPath)
    {
        try
        {
            return ModelIndex.Open(ModelCatalog.Find(nameOrPath)).Class is Text or Classes;
        }
        catch (RequestException)
        {
            return false;
        }
    }

    /// <summary>Opens a model by name or folder.</summary>
    /// <param name="nameOrPath">Name of a shipped model, or a folder with <c>model_index.json</c>; its transformer may be safetensors or a PyTorch checkpoint.</param>
    /// <param name="device">Where it runs; the first GPU or else the CPU if left out.</param>
    /// <exception cref="RequestException">There is no such model, or a part of it is missing or of another class.</exception>
    /// <exception cref="WeightException">Weights do not fit.</exception>
    public static LightGenPipeline Open(string nameOrPath, Device? device = null)
    {
        var folder = ModelCatalog.Find(nameOrPath);
        var index = ModelIndex.Open(folder);
        if (index.Class is not (Text or Classes))
            throw new RequestException($"{folder} is a {index.Class}; allowed: {Text}, {Classes}.");
        var at = device ?? Device.Best;
        var model = MaskedCheckpoint.Open(index.FolderOf("transformer", nameof(LightGenTransformer), nameof(MarTransformer)), Averaged(index.Settings));
        Place(model, at);
        var autoencoder = Autoencoder(index.FolderOf("vae", "AutoencoderKL"));
        Place(autoencoder, at);
        return new(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            model, autoencoder, Prompts(index, model, at), Defaults(index, model), at);
    }

    private static AutoencoderKL Autoencoder(string folder)
    {
        var config = ModelConfig.Open<AutoencoderKLConfig>(folder);
        var network = new AutoencoderKL(config);
        var checkpoint = Directory.EnumerateFiles(folder, "*.safetensors").Any() ? null : Directory.EnumerateFiles(folder, "*.ckpt").FirstOrDefault();
        using ITensorSource source = checkpoint is null ? WeightFile.Open(folder) : TorchTensors.Open(checkpoint, "model", "state_dict");
        network.Load(LdmAutoencoderNames.Translate(source, config));
        return network;
    }

    private static IPromptCondition Prompts(ModelIndex index, MaskedTokenModel model, Device device)
    {
        if (model is MarTransformer mar)
            return new ClassCondition(mar, device);
        var lightGen = (LightGenTransformer)model;
        var folder = index.FolderOf("text_encoder", "BertModel", "T5EncoderModel");
        if (index.Part("text_encoder")!.Value.Class is not "T5EncoderModel")
            return new SentenceCondition(SentenceEncoder.Open(folder, lightGen.TextLength), lightGen, device);
        var encoder = T5Encoder.Open(folder);
        encoder.To(device);
        return new T5Condition(encoder, T5Tokenizer.Open(index.FolderOf("tokenizer", "T5Tokenizer", "T5TokenizerFast")), lightGen, device);
    }

    // Which weights of a training checkpoint; null leaves it to the kind of model.
    private static bool? Averaged(JsonElement settings) =>
        settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty("averaged", out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : null;

    private static void Place(Module module, Device device)
    {
        if (module.ParameterCount() <= SmallModel)
        {
            module.To(device, ProductPrecision.Current ?? ScalarType.Float32);
            module.PackWeights();
        }
        else if (device.Type != DeviceType.Cpu)
            module.To(device);
    }

    private static LightGenDefaults Defaults(ModelIndex index, MaskedTokenModel model)
    {
        var (settings, sizes) = (index.Settings, model.Sizes);
        var fixedSize = model is MarTransformer; // its position tables fit one size
        double Number(string name, double otherwise) =>
            settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : otherwise;
        var side = (int)Number("width", sizes.ImageSize);
        return new(
            new((int)Number("steps", 64), Number("guidance", 4), side, (int)Number("height", side), sizes.LatentStride * sizes.PatchSize, (int)Number("max_size", fixedSize ? side : 4 * side)),
            (int)Number("head_steps", 100),
            Number("temperature", 1),
            settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty("guidance_schedule", out var schedule) && schedule.ValueEquals("linear")
                ? GuidanceSchedule.Linear
                : GuidanceSchedule.Constant,
            Number("clip_sample_range", 0) is > 0 and var range ? range : null);
    }
}
