using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Models.Text.Clip;
using Atelier.Models.UNet;
using Atelier.Models.Weights;
using Atelier.Systems.Pipelines;
using Atelier.Torch.Weights;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Opens a single file with all networks in the names of the original code; sizes are read off its tensors.</summary>
internal static class StableDiffusionFile
{
    private const string Text = "cond_stage_model.transformer.";

    // What the public 1.5 folder says, which a single file cannot.
    private const string Scheduler = """
        {"_class_name": "PNDMScheduler", "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000,
         "skip_prk_steps": true, "set_alpha_to_one": false, "steps_offset": 1}
        """;

    /// <summary>True where the file's tensors are called as in the original code.</summary>
    public static bool Knows(ITensorSource file) => LdmUNetConfig.Knows(file);

    /// <exception cref="RequestException">The file is something else, lacks a network, or has no tokenizer near it.</exception>
    public static StableDiffusionParts Open(string path, StableDiffusionExtras extras)
    {
        using var file = WeightFile.Open(path);
        if (!Knows(file))
            throw new RequestException($"{path} is no Stable Diffusion checkpoint{OtherKind(file)}; a model folder, or a file with model.diffusion_model.* tensors, is needed.");
        if (Has(file, "conditioner.embedders."))
            throw new RequestException($"{path} is a checkpoint of SDXL; files of Stable Diffusion 1 are supported.");
        if (!Has(file, Text))
            throw new RequestException($"{path} has no CLIP text encoder ({Text}*){(Has(file, "cond_stage_model.model.") ? ": it is one of Stable Diffusion 2, which opens as a model folder only" : "")}.");
        if (!Has(file, "first_stage_model."))
            throw new RequestException($"{path} has no autoencoder (first_stage_model.*).");
        var cutter = TokenizerFiles.Beside(path, extras.Tokenizer);

        var unet = new UNetModel(LdmUNetConfig.Read(file));
        StateDict.Load(unet, LdmUNetNames.Translate(file, unet));
        var autoencoder = TiledAutoencoder.Of(LdmAutoencoderConfig.Read(file), extras.Tile);
        autoencoder.Load(LdmAutoencoderNames.Translate(file, autoencoder.Config));
        using var words = new PrefixedTensors(file, Text);
        using var scheduler = JsonDocument.Parse(Scheduler);
        var stride = autoencoder.Config.Stride;
        return new(
            Path.GetFileNameWithoutExtension(path),
            unet,
            autoencoder,
            ClipTextModel.From(ClipTextConfig.Of(words), words),
            cutter,
            StableDiffusionFolder.Corrected(scheduler.RootElement),
            new(StableDiffusionParts.Steps, StableDiffusionParts.Guidance, 64 * stride, 64 * stride, stride, StableDiffusionParts.MaxSize),
            null);
    }

    private static bool Has(ITensorSource file, string prefix) => file.Names.Any(n => n.StartsWith(prefix, StringComparison.Ordinal));

    private static string OtherKind(ITensorSource file) =>
        file.Names.Any(n => n.Contains("lora", StringComparison.OrdinalIgnoreCase)) ? " but a LoRA"
        : Has(file, "control_model.") || Has(file, "controlnet_") ? " but a control network"
        : Has(file, "double_blocks.") || Has(file, "model.diffusion_model.double_blocks.") ? " but one of FLUX"
        : Has(file, "decoder.") || Has(file, "first_stage_model.") ? " but an autoencoder"
        : "";
}
