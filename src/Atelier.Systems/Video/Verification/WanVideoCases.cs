using System.Text.Json;
using Atelier.Diffusion.Configs;
using Atelier.Diffusion.Samplers;
using Atelier.Models.Configs;
using Atelier.Models.Video.Autoencoders.Wan;
using Atelier.Models.Video.Wan;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Systems.Video.Verification;

/// <summary>Recorded runs of the Wan pipelines: latents after each step and the video.</summary>
public sealed class WanVideoCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is "WanPipeline" or "WanImageToVideoPipeline";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        CaseFields.RequireKnown(
            golden.Config, "The config", "scheduler", "call", "transformer", "transformer_2", "vae", "boundary_ratio", "expand_timesteps", "output_tolerance");
        var call = golden.Config.GetProperty("call");
        // The stored latents have the size.
        CaseFields.RequireKnown(call, "The call", "height", "width", "num_frames", "num_inference_steps", "guidance_scale", "guidance_scale_2", "output_type");
        using var transformer = Transformer(golden, "transformer");
        using var second = golden.Config.TryGetProperty("transformer_2", out _) ? Transformer(golden, "transformer_2") : null;
        using var autoencoder = AutoencoderKLWan.From(
            ModelConfig.ReadStrict<AutoencoderKLWanConfig>(golden.Config.GetProperty("vae"), "scale_factor_temporal", "scale_factor_spatial"), golden.Weights("vae."));
        var pipeline = new WanVideo(transformer, autoencoder)
        {
            LowNoise = second,
            Boundary = Number(golden.Config, "boundary_ratio"),
            TokenTimes = golden.Config.TryGetProperty("expand_timesteps", out var expand) && expand.GetBoolean(),
        };
        var scheduler = golden.Config.GetProperty("scheduler");
        using var sampler = (SolverSampler)new SamplerConfig(scheduler, scheduler.TryGetProperty("_class_name", out _) ? null : "UniPCMultistepScheduler")
            .Create(call.GetProperty("num_inference_steps").GetInt32());
        var request = new WanRequest(golden.Input("latents"), golden.Input("prompt_embeds"))
        {
            NegativeText = golden.OptionalInput("negative_prompt_embeds"),
            Guidance = Number(call, "guidance_scale") ?? 5,
            LowNoiseGuidance = Number(call, "guidance_scale_2"),
            FirstPicture = Picture(golden, "image"),
            LastPicture = Picture(golden, "last_image"),
            PictureStates = golden.OptionalInput("image_embeds"),
        };

        var steps = new List<Tensor>();
        var video = pipeline.Run(request, sampler, (_, latents) => steps.Add(latents.Clone().Detached()));
        report.Check("timesteps", Row(sampler.Timesteps));
        report.Check("sigmas", Row(sampler.Sigmas));
        report.Check("latents_per_step", Tensor.Stack([.. steps]));
        report.Check("video", video);
        steps.ForEach(step => step.Dispose());
    }

    private static WanTransformer Transformer(GoldenCase golden, string name) =>
        WanTransformer.From(ModelConfig.ReadStrict<WanConfig>(golden.Config.GetProperty(name)), golden.Weights($"{name}."));

    private static Tensor? Picture(GoldenCase golden, string name) => golden.OptionalInput(name) is { } picture ? (picture * 2) - 1 : null;

    private static Tensor Row(IReadOnlyList<double> values) => Tensor.From(values.ToArray(), values.Count);

    private static double? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
