using System.Globalization;
using System.Text.Json;
using Atelier.Diffusion;
using Atelier.Diffusion.Configs;
using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Models.UNet;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Systems.StableDiffusion.Verification;

/// <summary>Recorded runs of the Stable Diffusion pipelines: the network's inputs and outputs, latents after every step, and the picture.</summary>
public sealed class StableDiffusionCases : ICaseRunner
{
    private const string Prefix = "StableDiffusion";

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => IsParts(golden) ||
        golden.Component is $"{Prefix}Pipeline" or $"{Prefix}Img2ImgPipeline" or $"{Prefix}InpaintPipeline" or $"{Prefix}ControlNetPipeline" &&
        golden.Call.ValueKind == JsonValueKind.Object && golden.Call.TryGetProperty("args", out _);

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        if (IsParts(golden))
        {
            Parts(golden, report);
            return;
        }

        var arguments = golden.Call.GetProperty("args");
        using var weights = WeightsOf(golden);
        using var unet = UNet(golden, weights);
        using var autoencoder = Autoencoder(golden, weights);
        var steps = Number(arguments, "num_inference_steps") is { } given ? (int)given : 50;
        var scheduler = golden.Call.GetProperty("scheduler");
        using var sampler = new SamplerConfig(scheduler.GetProperty("config"), scheduler.GetProperty("class").GetString())
            .Create(steps, new() { Eta = Number(arguments, "eta") ?? 0 });
        var noise = NoiseSource.Given(Enumerable.Range(0, int.MaxValue).TakeWhile(i => golden.HasInput($"random.{i}")).Select(i => golden.Input($"random.{i}")));

        var request = Request(golden, arguments, weights);
        var observed = new List<string>();
        var latents = new LatentDiffusion(unet, autoencoder).Run(request, sampler, steps, noise, step =>
        {
            foreach (var (name, tensor) in new[] { ("unet_input", step.Input), ("noise_pred", step.Output), ("latents", step.Latents) })
            {
                var output = string.Create(CultureInfo.InvariantCulture, $"{name}.{step.Index}");
                if (golden.HasOutput(output))
                    report.Check(output, tensor);
            }

            observed.Add("step");
        });

        var walked = sampler.Timesteps.Skip(sampler.Timesteps.Count - observed.Count).Select(t => (float)t).ToArray();
        var decoderInput = autoencoder.Unscale(latents);
        var decoded = autoencoder.Decode(decoderInput);
        foreach (var (name, tensor) in new[]
        {
            ("timesteps", Tensor.From(walked, walked.Length)), ("decoder_input", decoderInput), ("decoded", decoded), ("image", ((decoded / 2) + 0.5).Clamp(0, 1)),
        })
        {
            if (golden.HasOutput(name))
                report.Check(name, tensor);
        }
    }

    // A case that only lends its weights to the others: every part must take all of its own.
    private static bool IsParts(GoldenCase golden) =>
        golden.Component == "tiny parts shared by the cases of this folder" && golden.Config.TryGetProperty("vae", out _) && golden.Config.TryGetProperty("unet", out _);

    private static void Parts(GoldenCase golden, CaseReport report)
    {
        foreach (var part in golden.Config.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Object))
        {
            Module network = part.Name switch
            {
                "vae" => new AutoencoderKL(ModelConfig.ReadStrict<AutoencoderKLConfig>(part.Value)),
                "controlnet" => new ControlNet(UNetConfig.Read(part.Value), ModelConfig.Read<ControlNetConfig>(part.Value)),
                _ => new UNetModel(UNetConfig.Read(part.Value)),
            };
            using (network)
                report.Check(part.Name, StateDict.Load(network, golden.Weights($"{part.Name}."), strict: false).IsExact, "names differ");
        }
    }

    private static LatentRequest Request(GoldenCase golden, JsonElement arguments, GoldenCase weights)
    {
        var pictures = (int)(Number(arguments, "num_images_per_prompt") ?? 1);
        Tensor? Text(string name) => golden.OptionalInput(name) is { } text ? text.RepeatInterleave(pictures, 0) : null;
        var controlled = golden.Component == $"{Prefix}ControlNetPipeline";
        var inpaints = golden.Component == $"{Prefix}InpaintPipeline";
        var fromPicture = inpaints || golden.Component == $"{Prefix}Img2ImgPipeline";
        var (height, width) = (Number(arguments, "height"), Number(arguments, "width"));
        return new(Text("prompt_embeds")!)
        {
            NegativeText = Text("negative_prompt_embeds"),
            Guidance = new() { Scale = Number(arguments, "guidance_scale") ?? 7.5, Rescale = Number(arguments, "guidance_rescale") ?? 0 },
            Noise = golden.OptionalInput("latents"),
            Size = fromPicture || height is null || width is null ? null : ((long)height / Stride(golden), (long)width / Stride(golden)),
            Picture = fromPicture ? (golden.Input("image") * 2) - 1 : null,
            Mask = inpaints ? golden.Input("mask_image").Ge(0.5).Float() : null,
            Strength = Number(arguments, "strength") ?? (inpaints ? 1 : 0.8),
            Controls = controlled ? Controls(golden, arguments, weights) : [],
        };
    }

    private static LatentControl[] Controls(GoldenCase golden, JsonElement arguments, GoldenCase weights)
    {
        var several = golden.Config.TryGetProperty("controlnets", out var list);
        JsonElement[] configs = several ? [.. list.EnumerateArray()] : [Part(golden, weights, "controlnet")];
        double Of(string name, int i, double otherwise) => arguments.TryGetProperty(name, out var value)
            ? (value.ValueKind == JsonValueKind.Array ? value[i] : value).GetDouble()
            : otherwise;
        return [.. configs.Select((config, i) =>
        {
            var network = new ControlNet(UNetConfig.Read(config), ModelConfig.Read<ControlNetConfig>(config));
            StateDict.Load(network, weights.Weights(several ? $"controlnet.{i}." : "controlnet."));
            return new ControlNetInput(
                network,
                golden.Input(several ? $"image.{i}" : "image"),
                Of("controlnet_conditioning_scale", i, 1),
                Of("control_guidance_start", i, 0),
                Of("control_guidance_end", i, 1),
                arguments.TryGetProperty("guess_mode", out var guess) && guess.ValueKind == JsonValueKind.True);
        })];
    }

    private static UNetModel UNet(GoldenCase golden, GoldenCase weights)
    {
        var name = golden.Call.TryGetProperty("unet", out var given) ? given.GetString()! : "unet";
        var network = new UNetModel(UNetConfig.Read(Part(golden, weights, name)));
        StateDict.Load(network, weights.Weights($"{name}."));
        return network;
    }

    private static AutoencoderKL Autoencoder(GoldenCase golden, GoldenCase weights)
    {
        var network = new AutoencoderKL(ModelConfig.ReadStrict<AutoencoderKLConfig>(Part(golden, weights, "vae")));
        network.Load(weights.Weights("vae."));
        return network;
    }

    private static int Stride(GoldenCase golden) => ModelConfig.ReadStrict<AutoencoderKLConfig>(golden.Config.GetProperty("vae")).Stride;

    private static JsonElement Part(GoldenCase golden, GoldenCase weights, string name) =>
        golden.Config.TryGetProperty(name, out var config) ? config : weights.Config.GetProperty(name);

    // "weights.<part>.* of case components" names another case of the folder; without it the weights are the case's own.
    private static GoldenCase WeightsOf(GoldenCase golden)
    {
        const string Of = " of case ";
        var words = golden.Call.TryGetProperty("weights", out var given) ? given.GetString() ?? "" : "";
        return words.IndexOf(Of, StringComparison.Ordinal) is >= 0 and var at ? golden.Sibling(words[(at + Of.Length)..].Trim()) : GoldenCase.Open(golden.Path);
    }

    private static double? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
