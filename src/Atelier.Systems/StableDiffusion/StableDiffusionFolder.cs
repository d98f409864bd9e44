using System.Text.Json;
using System.Text.Json.Nodes;
using Atelier.Diffusion.Configs;
using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Models.Text.Clip;
using Atelier.Models.UNet;
using Atelier.Models.Weights;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage;
using Atelier.Torch.Weights;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Opens a model folder of the common form, with <c>model_index.json</c> and a folder for each part.</summary>
internal static class StableDiffusionFolder
{
    private static readonly string[] Classes =
    [
        "StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline", "StableDiffusionInpaintPipeline", "StableDiffusionControlNetPipeline",
        "LatentConsistencyModelPipeline",
    ];

    private static readonly string[] ClassesXL =
    [
        "StableDiffusionXLPipeline", "StableDiffusionXLImg2ImgPipeline", "StableDiffusionXLInpaintPipeline", "StableDiffusionXLControlNetPipeline",
    ];

    public static bool Knows(ModelIndex index) => index.Class.StartsWith("StableDiffusion", StringComparison.Ordinal) || Classes.Contains(index.Class);

    /// <exception cref="RequestException">A part is missing or of another class.</exception>
    public static StableDiffusionParts Open(string folder, StableDiffusionExtras extras)
    {
        var index = ModelIndex.Open(folder);
        var xl = ClassesXL.Contains(index.Class);
        if (!xl && !Classes.Contains(index.Class))
            throw new RequestException($"{folder} {index.Kind}; allowed: {string.Join(", ", [.. Classes, .. ClassesXL])}.");
        string Part(string name, params string[] classes)
        {
            var part = index.FolderOf(name, classes);
            return Directory.Exists(part) ? part : throw new RequestException($"{folder} lacks its part {name}: there is no folder '{part}'.");
        }

        var (unetFolder, autoencoderFolder, textFolder) = (Part("unet", "UNet2DConditionModel"), Part("vae", "AutoencoderKL"), Part("text_encoder", "CLIPTextModel"));
        var scheduler = Scheduler(Part("scheduler", [.. SamplerConfig.ClassNames]), corrects: !xl);
        var cutter = TokenizerFiles.Open(extras.Tokenizer ?? Part("tokenizer", "CLIPTokenizer", "CLIPTokenizerFast"));
        var unet = new UNetModel(UNetConfig.Open(unetFolder));
        using (var weights = ScaledTensors.Over(WeightFile.Open(unetFolder)))
            StateDict.Load(unet, weights);
        using var picture = WeightFile.Open(autoencoderFolder);
        var autoencoder = AutoencoderFiles.Load(ModelConfig.OpenStrict<AutoencoderKLConfig>(autoencoderFolder), picture, extras.Tile);
        return new(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            unet,
            autoencoder,
            ClipTextModel.Open(textFolder),
            cutter,
            scheduler,
            Defaults(index, unet, autoencoder, xl ? StableDiffusionParts.GuidanceXL : StableDiffusionParts.Guidance),
            index.Part("image_encoder") is null ? null : Part("image_encoder", "CLIPVisionModelWithProjection"))
        {
            Second = xl ? Second() : null,
        };

        SecondTextEncoder Second() => new(
            ClipTextModel.Open(Part("text_encoder_2", "CLIPTextModelWithProjection")),
            extras.Tokenizer is { } given ? TokenizerFiles.Open(given, padId: 0) : TokenizerFiles.Open(Part("tokenizer_2", "CLIPTokenizer", "CLIPTokenizerFast")),
            index.Flag("force_zeros_for_empty_prompt", true));
    }

    /// <summary>The fields of a scheduler with what the public pipelines set whatever a file says: an offset of one step and no clipping.</summary>
    public static JsonElement Corrected(JsonElement scheduler)
    {
        var fields = JsonObject.Create(scheduler)!;
        fields["steps_offset"] = 1;
        fields["clip_sample"] = false;
        using var corrected = JsonDocument.Parse(fields.ToJsonString());
        return corrected.RootElement.Clone();
    }

    private static JsonElement Scheduler(string folder, bool corrects)
    {
        var file = Path.Combine(folder, "scheduler_config.json");
        var json = JsonFile.ReadObject(file);
        return corrects ? Corrected(json) : json;
    }

    private static TextToImageDefaults Defaults(ModelIndex index, UNetModel unet, AutoencoderKL autoencoder, double guidance)
    {
        double Setting(string name, double otherwise) =>
            index.Settings.ValueKind == JsonValueKind.Object && index.Settings.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;
        var stride = autoencoder.Config.Stride;
        var side = (unet.Config.SampleSize?[0] ?? 64) * stride;
        return new(
            (int)Setting("steps", StableDiffusionParts.Steps),
            Setting("guidance", guidance),
            (int)Setting("width", side),
            (int)Setting("height", side),
            stride,
            (int)Setting("max_size", StableDiffusionParts.MaxSize));
    }
}
