using System.Text.Json;
using Atelier.Diffusion;
using Atelier.Diffusion.FlowMatching;
using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Models.Flux;
using Atelier.Models.Text.Clip;
using Atelier.Models.Text.T5;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Systems.TextToImage.Flux.Verification;

/// <summary>Recorded runs of whole FLUX pipelines: the network's input, every answer, the latents after every step, the picture.</summary>
public sealed class FluxPipelineCases : ICaseRunner
{
    private const string Fill = "FluxFillPipeline";
    private const string Kontext = "FluxKontextPipeline";

    private static readonly string[] Known =
        ["FluxPipeline", "FluxImg2ImgPipeline", "FluxInpaintPipeline", Fill, "FluxControlPipeline", Kontext];

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => Known.Contains(golden.Component);

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        using var transformer = new FluxTransformer(ModelConfig.ReadStrict<FluxConfig>(golden.Config.GetProperty("transformer")));
        StateDict.Load(transformer, golden.Weights("transformer."));
        using var autoencoder = new AutoencoderKL(ModelConfig.ReadStrict<AutoencoderKLConfig>(golden.Config.GetProperty("vae")));
        StateDict.Load(autoencoder, golden.Weights("vae."));
        var flow = FlowMatchOptions.Parse(golden.Config.GetProperty("scheduler"));
        var painter = new FluxPainter(transformer, autoencoder, flow, Device.Cpu);
        var task = Task(golden, report, autoencoder.Config.Stride * 2);

        var (steps, answers, inputs) = (new List<Tensor>(), new List<Tensor>(), new List<(Tensor Tokens, Tensor Positions)>());
        using var noise = Draws(golden, task);
        var latents = painter.Paint(task, noise, new()
        {
            Levels = levels => report.Check("sigmas", Tensor.From([.. levels], levels.Count)),
            Input = (tokens, positions) => inputs.Add((tokens.Detached(), positions.Detached())),
            Answer = answer => answers.Add(answer.Detached()),
            Step = (_, _, x, _) => steps.Add(x.Detached()),
        });
        report.Check("model_input", inputs[0].Tokens);
        report.Check("img_ids", inputs[0].Positions);
        report.Check("velocities", Tensor.Stack([.. answers]));
        report.Check("steps", Tensor.Stack([.. steps]));
        report.Check("decoder_input", painter.DecoderInput(latents, task));
        report.Check("image", (painter.Decode(latents, task) / 2 + 0.5).Clamp(0, 1));
    }

    private static FluxTask Task(GoldenCase golden, CaseReport report, int token)
    {
        var call = golden.Call;
        double Number(string name, double otherwise) => call.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : otherwise;
        var (width, height) = (call.GetProperty("width").GetInt32(), call.GetProperty("height").GetInt32());
        if (golden.Component == Kontext)
            (width, height) = KontextSizes.OfArea(width, height, (int)Number("max_area", 1024 * 1024), token);
        var scale = Number("true_cfg_scale", 1);
        var picture = golden.OptionalInput("image") is { } image ? Normalised(golden.Component == Kontext ? image : Whole(image)) : null;
        return new()
        {
            Prompt = Prompt(golden, report),
            Negative = scale > 1 && golden.OptionalInput("negative_prompt_embeds") is { } negative
                ? new(negative, null, golden.OptionalInput("negative_pooled_prompt_embeds"))
                : null,
            Width = width,
            Height = height,
            Steps = call.GetProperty("num_inference_steps").GetInt32(),
            Guidance = Number("guidance_scale", golden.Component switch { Fill => 30, "FluxImg2ImgPipeline" or "FluxInpaintPipeline" => 7, _ => 3.5 }),
            TrueGuidance = scale,
            Strength = golden.Component is "FluxImg2ImgPipeline" or "FluxInpaintPipeline" ? Number("strength", 0.6) : Number("strength", 1),
            Latents = golden.OptionalInput("latents"),
            Picture = golden.Component == Kontext ? null : picture,
            Mask = golden.OptionalInput("mask_image") is { } mask ? Whole(mask).Ge(0.5).Float() : null,
            // The reference takes a control picture that is a tensor as it is, and one for each prompt.
            Control = golden.OptionalInput("control_image")?.Expand(golden.Input("prompt_embeds").Size(0), -1, -1, -1),
            References = golden.Component == Kontext && picture is not null ? [Resized(picture, call, token)] : [],
        };

        // The reference brings pictures that are tensors to whole tokens by the nearest pixel.
        Tensor Whole(Tensor planes) => planes.UpsampleNearest(height / token * token, width / token * token);
    }

    // Encoded prompts are stored; where their token ids are too, they are encoded here and the stored ones are what must come.
    private static FluxPrompt Prompt(GoldenCase golden, CaseReport report)
    {
        var (tokens, pooled) = (golden.Input("prompt_embeds"), golden.OptionalInput("pooled_prompt_embeds"));
        if (golden.OptionalInput("t5_ids") is { } pieces)
        {
            using var t5 = T5Encoder.From(ModelConfig.ReadStrict<T5Config>(golden.Config.GetProperty("t5")), golden.Weights("t5."));
            tokens = Same("prompt_embeds", t5.Forward(pieces).LastHiddenState, tokens);
        }

        if (golden.OptionalInput("clip_ids") is { } words)
        {
            using var clip = ClipTextModel.From(ModelConfig.ReadStrict<ClipTextConfig>(golden.Config.GetProperty("clip")), golden.Weights("clip."));
            pooled = Same("pooled_prompt_embeds", clip.Forward(words).Pooled!, pooled!);
        }

        return new(tokens, null, pooled);

        Tensor Same(string name, Tensor made, Tensor stored)
        {
            var worst = (made - stored).Abs().Max().Item();
            report.Check(name, worst <= golden.ToleranceOf(name).Absolute, $"differs by {worst:g2} from the stored one");
            return made;
        }
    }

    private static FluxNoise Draws(GoldenCase golden, FluxTask task)
    {
        var draws = golden.Inputs.Where(i => i.StartsWith("draws_", StringComparison.Ordinal)).OrderBy(i => int.Parse(i.AsSpan(6))).Select(golden.Input);
        // The reference encodes a picture that is wholly replaced by noise as well.
        var unused = golden.Component == Fill && task.Latents is null && task.FirstStep == 0;
        var source = NoiseSource.Given(unused ? draws.Skip(1) : draws);
        return new(source, source);
    }

    private static Tensor Normalised(Tensor picture) => picture.Min().Item() < 0 ? picture : (picture * 2) - 1;

    private static Tensor Resized(Tensor picture, JsonElement call, int token)
    {
        var (width, height) = ((int)picture.Size(3), (int)picture.Size(2));
        if (!call.TryGetProperty("_auto_resize", out var auto) || auto.ValueKind != JsonValueKind.False)
            (width, height) = KontextSizes.Nearest(width, height);
        return picture.UpsampleNearest(height / token * token, width / token * token);
    }
}
