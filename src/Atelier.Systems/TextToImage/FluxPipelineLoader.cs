using System.Text.Json;
using Atelier.Diffusion.FlowMatching;
using Atelier.Models.Adapters.Lora;
using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Models.Flux;
using Atelier.Models.Text.Bert;
using Atelier.Models.Weights;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage.Flux;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Systems.TextToImage;

/// <summary>Opens a FLUX pipeline from a model folder or a single file.</summary>
public static class FluxPipelineLoader
{
    // Weights of a small model are taken to the product type at once. Those of a large one stay as they are on disk, mapped and
    // perhaps packed, and each layer's are made what its product needs when that is computed.
    private const long SmallModel = 500_000_000;
    private const double TileOverlap = 0.25;

    private static readonly string[] Classes =
    [
        "FluxPipeline", "FluxImg2ImgPipeline", "FluxInpaintPipeline", "FluxFillPipeline", "FluxControlPipeline", "FluxControlImg2ImgPipeline",
        "FluxControlInpaintPipeline", "FluxKontextPipeline", "FluxKontextInpaintPipeline", "FluxControlNetPipeline",
    ];

    /// <summary>Opens a model by name or path.</summary>
    /// <param name="nameOrPath">Name of a shipped model, a folder with <c>model_index.json</c>, or a file with a transformer.</param>
    /// <param name="device">Where it runs; the first GPU or else the CPU if left out.</param>
    /// <exception cref="RequestException">There is no such model, or a part of it is missing or of another class.</exception>
    public static FluxPipeline Open(string nameOrPath, Device? device = null) => Open(nameOrPath, new FluxModelOptions { Device = device });

    /// <summary>Opens a model by name or path.</summary>
    /// <param name="nameOrPath">Name of a shipped model, a folder with <c>model_index.json</c>, or a file with a transformer.</param>
    /// <param name="options">How it is opened.</param>
    /// <exception cref="RequestException">There is no such model, or a part of it is missing or of another class.</exception>
    public static FluxPipeline Open(string nameOrPath, FluxModelOptions options)
    {
        if (options.Components is { } extra && !Directory.Exists(extra))
            throw new RequestException($"There is no components folder '{extra}'.");
        var file = File.Exists(nameOrPath) ? nameOrPath : null;
        var folder = file is null ? ModelCatalog.Find(nameOrPath) : null;
        var index = folder is null ? null : ModelIndex.Open(folder);
        if (index is not null && !Classes.Contains(index.Class))
            throw new RequestException($"{folder} {index.Kind}; allowed: {string.Join(", ", Classes)}.");
        var at = options.Device ?? Device.Best;
        var components = new FluxComponents(index, options.Components, file);

        var transformer = file is null ? OfFolder(index!, at) : OfFile(file, options.Components, at);
        var adapted = FluxAdapters.Load(transformer, options.Loras, at, options.Note);
        var autoencoder = Autoencoder(components.Find("vae", "autoencoder", "AutoencoderKL"), options.Tile, at);
        var form = FluxForms.Of(adapted.Network.Config, autoencoder.Config);
        return new(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(file ?? folder!))),
            adapted,
            autoencoder,
            Encoder(index, components, transformer.Config, at, options.Note),
            FluxRedux.Find(components, at),
            Flow(components, transformer.Config),
            FluxDefaults.Of(index, form, adapted.Network.Config, autoencoder.Config),
            form == FluxForm.Plain ? options.ControlNetworks.ToDictionary(n => n.Key, n => FluxControlTower.Open(n.Value, n.Key, at)) : [],
            at);
    }

    private static FluxTransformer OfFolder(ModelIndex index, Device device)
    {
        var folder = index.FolderOf("transformer", "FluxTransformer2DModel");
        using var source = ScaledTensors.Over(WeightFile.Open(folder));
        return Loaded(new FluxTransformer(ModelConfig.OpenStrict<FluxConfig>(folder)), source, device);
    }

    private static FluxTransformer OfFile(string file, string? components, Device device)
    {
        using var source = ScaledTensors.Over(WeightFile.Open(file));
        if (!FluxFile.Fits(source) && AdapterSummary.Of(source, values: false) is not null)
            throw new RequestException($"{file} is an adapter, which changes a model and is none itself: name a model, and this file as a LoRA for it.");
        if (!FluxFile.Fits(source) && source.Names.Any(n => n.StartsWith("diffloss.", StringComparison.Ordinal)))
            throw new RequestException($"{file} is the transformer of a masked model; a folder whose model_index.json names it and its autoencoder opens it (docs/lightgen.md, Model folders).");
        if (!FluxFile.Fits(source))
            throw new RequestException($"{file} holds no FLUX transformer that is known: its tensors have neither Black Forest Labs' nor diffusers' names.");
        var config = FluxFile.ConfigOf(source);
        // Only a config file can tell how heads are divided among the axes, where that is not as in FLUX.1.
        if (components is not null && Path.Combine(components, "transformer") is var folder && File.Exists(Path.Combine(folder, "config.json")))
            config = config with { AxesDimsRope = ModelConfig.OpenStrict<FluxConfig>(folder).AxesDimsRope };
        return Loaded(new FluxTransformer(config), FluxFile.Translate(source, config), device);
    }

    private static AutoencoderKL Autoencoder(FluxComponent part, int? tile, Device device)
    {
        var config = part.Config is null ? AutoencoderKLConfig.Flux : ModelConfig.OpenStrict<AutoencoderKLConfig>(part.Config);
        if (tile is { } side && side % config.Stride != 0)
            throw new RequestException($"tiles of {side} pixels were given; allowed: multiples of {config.Stride}.");
        using var source = part.Open();
        var autoencoder = Loaded(
            new AutoencoderKL(config with { SampleSize = tile ?? config.SampleSize }), LdmAutoencoderNames.Translate(source, config), device);
        autoencoder.TileOverlap = tile is null ? null : TileOverlap;
        return autoencoder;
    }

    private static IFluxPromptEncoder Encoder(ModelIndex? index, FluxComponents components, FluxConfig network, Device device, Action<string>? note)
    {
        const int Long = 512;
        const int Short = 256;
        return index?.Part("text_encoder") is (_, "BertModel") or ("atelier", _)
            ? new SentencePromptEncoder(SentenceEncoder.Open(index.FolderOf("text_encoder", "BertModel")), note)
            : new FluxTextEncoders(components, network.GuidanceEmbeds ? Long : Short, device, note);
    }

    private static T Loaded<T>(T module, ITensorSource source, Device device)
        where T : Module
    {
        var large = module.ParameterCount() > SmallModel;
        StateDict.Load(module, source, packed: large);
        if (!large)
        {
            module.To(device, ProductPrecision.Current ?? ScalarType.Float32);
            module.PackWeights();
        }
        else if (device.Type == DeviceType.Cpu)
            module.WidenVectors();
        else
            module.To(device, ScalarType.BFloat16);
        return module;
    }

    private static FlowMatchOptions Flow(FluxComponents components, FluxConfig network)
    {
        if (components.Scheduler() is not { } folder)
            return network.GuidanceEmbeds ? FlowMatchOptions.FluxDev : FlowMatchOptions.FluxSchnell;
        var file = Path.Combine(folder, "scheduler_config.json");
        var json = JsonFile.ReadObject(file);
        if (json.TryGetProperty("_class_name", out var name) && (name.ValueKind != JsonValueKind.String || name.GetString() != FluxComponents.SchedulerClass))
            throw new RequestException($"{file} is a {name}; allowed: {FluxComponents.SchedulerClass}.");
        try
        {
            return FlowMatchOptions.Parse(json);
        }
        catch (NotSupportedException error)
        {
            throw new RequestException($"{file}: {error.Message}");
        }
    }
}
