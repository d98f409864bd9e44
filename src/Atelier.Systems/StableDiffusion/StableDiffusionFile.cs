using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Models.Dialects;
using Atelier.Models.Text.Clip;
using Atelier.Models.UNet;
using Atelier.Models.Weights;
using Atelier.Systems.Pipelines;
using Atelier.Torch.Weights;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Opens a single file with all networks in the names of the original code; sizes are read off its tensors.</summary>
internal static class StableDiffusionFile
{
    private const string Text = "cond_stage_model.transformer.", TextXL = "conditioner.embedders.0.transformer.", SecondXL = "conditioner.embedders.1.model.";
    private const double ScaleXL = 0.13025;

    // What the public folders say, which a single file cannot.
    private const string Scheduler = """
        {"_class_name": "PNDMScheduler", "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000,
         "skip_prk_steps": true, "set_alpha_to_one": false, "steps_offset": 1, "clip_sample": false}
        """;

    private const string SchedulerXL = """
        {"_class_name": "EulerDiscreteScheduler", "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000,
         "timestep_spacing": "leading", "steps_offset": 1}
        """;

    /// <summary>True where the file's tensors are called as in the original code.</summary>
    public static bool Knows(ITensorSource file) => LdmUNetConfig.Knows(file);

    /// <exception cref="RequestException">The file is something else, lacks a network, or has no tokenizer near it.</exception>
    public static StableDiffusionParts Open(string path, StableDiffusionExtras extras)
    {
        using var file = ScaledTensors.Over(WeightFile.Open(path));
        if (!Knows(file))
            throw new RequestException($"{path} is no Stable Diffusion checkpoint{OtherKind(file)}; a model folder, or a file with model.diffusion_model.* tensors, is needed.");
        var xl = Has(file, SecondXL);
        var text = xl ? TextXL : Text;
        if (!Has(file, text))
        {
            var second = Has(file, "cond_stage_model.model.") ? ": it is one of Stable Diffusion 2, which opens as a model folder only" : "";
            throw new RequestException($"{path} has no CLIP text encoder ({text}*){second}.");
        }

        if (!Has(file, "first_stage_model."))
            throw new RequestException($"{path} has no autoencoder (first_stage_model.*).");
        var tokenizer = TokenizerFiles.Beside(path, extras.Tokenizer);

        var unet = new UNetModel(LdmUNetConfig.Read(file));
        StateDict.Load(unet, LdmUNetNames.Translate(file, unet));
        var sizes = LdmAutoencoderConfig.Read(file);
        var autoencoder = AutoencoderFiles.Load(xl ? sizes with { ScalingFactor = ScaleXL } : sizes, file, extras.Tile);
        using var words = new PrefixedTensors(file, text);
        using var scheduler = JsonDocument.Parse(xl ? SchedulerXL : Scheduler);
        var (stride, side, guidance) = (autoencoder.Config.Stride, xl ? 128 : 64, xl ? StableDiffusionParts.GuidanceXL : StableDiffusionParts.Guidance);
        return new(
            Path.GetFileNameWithoutExtension(path),
            unet,
            autoencoder,
            ClipTextModel.From(ClipTextConfig.Of(words), words),
            TokenizerFiles.Open(tokenizer),
            scheduler.RootElement.Clone(),
            new(StableDiffusionParts.Steps, guidance, side * stride, side * stride, stride, StableDiffusionParts.MaxSize),
            null)
        {
            Second = xl ? Second(file, tokenizer) : null,
        };
    }

    private static SecondTextEncoder Second(ITensorSource file, string tokenizer)
    {
        var tensors = ClipTextNames.Open(file);
        var config = ClipTextConfig.Of(tensors);
        return new(
            ClipTextModel.From(config with { HiddenAct = "gelu", ProjectionDim = (int)tensors.ShapeOf("text_projection.weight")[0] }, tensors),
            TokenizerFiles.Open(tokenizer, padId: 0),
            ZerosForEmpty: true);
    }

    private static bool Has(ITensorSource file, string prefix) => file.Names.Any(n => n.StartsWith(prefix, StringComparison.Ordinal));

    private static string OtherKind(ITensorSource file) =>
        file.Names.Any(n => n.Contains("lora", StringComparison.OrdinalIgnoreCase)) ? " but a LoRA"
        : Has(file, "control_model.") || Has(file, "controlnet_") ? " but a control network"
        : Has(file, "double_blocks.") || Has(file, "model.diffusion_model.double_blocks.") ? " but one of FLUX"
        : Has(file, "decoder.") || Has(file, "first_stage_model.") ? " but an autoencoder"
        : "";
}
