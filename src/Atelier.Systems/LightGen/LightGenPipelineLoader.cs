using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Models.Mar;
using Atelier.Models.Text.Bert;
using Atelier.Models.Text.T5;
using Atelier.Models.Text.Tokenizers.SentencePiece;
using Atelier.Models.Weights;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Systems.LightGen;

/// <summary>Opens LightGen and MAR from model folders.</summary>
public static class LightGenPipelineLoader
{
    private const string Text = "LightGenPipeline";
    private const string Classes = "MarPipeline";

    // Weights are taken to the product type at once, all published sizes (2 GB in half precision); those of a larger one stay as they are on disk.
    private const long SmallModel = 1_000_000_000;
    private const int MaxSide = 1 << 16;

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
        RequireFits(folder, model.Sizes, autoencoder.Config);
        Place(autoencoder, at);
        return new(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            model, autoencoder, Prompts(index, model, at), Defaults(index, model), at);
    }

    /// <summary>Opens the autoencoder of a model alone, on the CPU.</summary>
    /// <exception cref="RequestException">There is no such model, or it has none.</exception>
    public static AutoencoderKL OpenAutoencoder(string nameOrPath)
    {
        var autoencoder = Autoencoder(ModelIndex.Open(ModelCatalog.Find(nameOrPath)).FolderOf("vae", "AutoencoderKL"));
        Place(autoencoder, Device.Cpu);
        return autoencoder;
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
        var sizes = model.Sizes;
        var settings = new ModelSettings(index);
        var fixedSize = model is MarTransformer; // its position tables fit one size
        var side = settings.Whole("width", sizes.ImageSize, 1, MaxSide);
        return new(
            new(
                settings.Whole("steps", 64, 1, TextToImageRequest.MaxSteps), settings.Number("guidance", 4, 0, 100), side, settings.Whole("height", side, 1, MaxSide),
                sizes.LatentStride * sizes.PatchSize, settings.Whole("max_size", fixedSize ? side : 4 * side, 1, MaxSide)),
            settings.Whole("head_steps", 100, 1, 1000),
            settings.Number("temperature", 1, 0, LightGenRequest.MaxTemperature),
            settings.Word("guidance_schedule", "constant", "linear") == "linear" ? GuidanceSchedule.Linear : GuidanceSchedule.Constant,
            settings.Number("clip_sample_range", 0, 0, 1e6) is > 0 and var range ? range : null,
            fixedSize);
    }

    // Else pictures of a wrong size would come, or an error after all the sampling.
    private static void RequireFits(string folder, MaskedModelConfig sizes, AutoencoderKLConfig autoencoder)
    {
        if (sizes.LatentStride != autoencoder.Stride || sizes.LatentChannels != autoencoder.LatentChannels)
        {
            throw new RequestException(
                $"{folder}: the transformer is for latents of {sizes.LatentChannels} channels and a stride of {sizes.LatentStride}; the autoencoder makes {autoencoder.LatentChannels} and {autoencoder.Stride}.");
        }
    }
}
