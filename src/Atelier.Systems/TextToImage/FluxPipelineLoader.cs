using System.Text.Json;
using Atelier.Diffusion.FlowMatching;
using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Models.Flux;
using Atelier.Models.Text.Bert;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage.Flux;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Systems.TextToImage;

/// <summary>Opens a FLUX pipeline from a model folder.</summary>
public static class FluxPipelineLoader
{
    // Weights of a small model are taken to the product type at once; those of a large one stay as they are on disk.
    private const long SmallModel = 500_000_000;

    /// <summary>Opens a model by name or folder.</summary>
    /// <param name="nameOrPath">Name of a shipped model, or a folder with <c>model_index.json</c>.</param>
    /// <param name="device">Where it runs; the first GPU or else the CPU if left out.</param>
    /// <exception cref="RequestException">There is no such model, or a part of it is missing or of another class.</exception>
    public static FluxPipeline Open(string nameOrPath, Device? device = null)
    {
        var folder = ModelCatalog.Find(nameOrPath);
        var index = ModelIndex.Open(folder);
        if (index.Class is not "FluxPipeline")
            throw new RequestException($"{folder} is a {index.Class}; allowed: FluxPipeline.");
        var at = device ?? Device.Best;

        var transformerFolder = index.FolderOf("transformer", "FluxTransformer2DModel");
        var transformer = new FluxTransformer(ModelConfig.Open<FluxConfig>(transformerFolder));
        Load(transformer, transformerFolder, at);

        var autoencoderFolder = index.FolderOf("vae", "AutoencoderKL");
        var autoencoder = new AutoencoderKL(ModelConfig.Open<AutoencoderKLConfig>(autoencoderFolder));
        Load(autoencoder, autoencoderFolder, at);

        var encoder = new SentencePromptEncoder(SentenceEncoder.Open(index.FolderOf("text_encoder", "BertModel")));
        return new(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            transformer,
            autoencoder,
            encoder,
            Flow(index.FolderOf("scheduler", "FlowMatchEulerDiscreteScheduler")),
            Defaults(index, autoencoder),
            at);
    }

    private static void Load(Module module, string folder, Device device)
    {
        using var source = SafetensorsTensors.Open(folder);
        StateDict.Load(module, source);
        if (module.ParameterCount() <= SmallModel)
            module.To(device, ProductPrecision.Current ?? ScalarType.Float32);
        else if (device.Type != DeviceType.Cpu)
            module.To(device);
    }

    private static FlowMatchOptions Flow(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "scheduler_config.json")));
        return ReferenceFlowOptions.Read(json.RootElement);
    }

    private static TextToImageDefaults Defaults(ModelIndex index, AutoencoderKL autoencoder)
    {
        var settings = index.Settings;
        int Number(string name, int otherwise) =>
            settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty(name, out var value) ? value.GetInt32() : otherwise;
        var guidance = settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty("guidance", out var g) ? g.GetDouble() : 3.5;
        return new(
            Number("steps", 28),
            guidance,
            Number("width", 1024),
            Number("height", 1024),
            autoencoder.Config.Stride * 2,
            Number("max_size", 4096));
    }
}
