using System.Text.Json;
using Atelier.Imaging;
using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Models.Vision.Redux;
using Atelier.Models.Vision.Siglip;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Vision.Verification;

/// <summary>Recorded cases of FLUX.1 Redux: the encoder alone, after SigLIP, and the whole prior.</summary>
public sealed class ReduxCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is "ReduxImageEncoder" or "siglip then redux" or "FluxPriorReduxPipeline";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        switch (golden.Component)
        {
            case "ReduxImageEncoder":
                using (var redux = ReduxImageEncoder.From(ModelConfig.ReadStrict<ReduxConfig>(golden.Config), golden.Weights()))
                    report.Check("image_embeds", redux.Forward(golden.Input("x")));
                break;
            case "siglip then redux":
                var embeds = Encode(golden, "siglip", "siglip.", "redux.", golden.Required("pixel_values"), out var last);
                report.Check("siglip_last_hidden_state", last);
                report.Check("image_embeds", embeds);
                break;
            default:
                RunPrior(golden, report);
                break;
        }
    }

    private static void RunPrior(GoldenCase golden, CaseReport report)
    {
        var size = ModelConfig.ReadStrict<SiglipVisionConfig>(golden.Config.GetProperty("vision")).ImageSize;
        var processor = new SiglipImageProcessor(size);
        var pixels = Tensor.Stack([.. golden.Input("images").Unbind(0).Select(picture => Pixels(processor, picture))]); // [I, 3, H, W]
        var embeds = Encode(golden, "vision", "image_encoder.", "image_embedder.", pixels, out var last);
        var prompt = ReduxPrompt.Join(
            embeds,
            golden.OptionalInput("prompt_embeds"),
            golden.OptionalInput("pooled_prompt_embeds"),
            Scales(golden, "prompt_embeds_scale"),
            Scales(golden, "pooled_prompt_embeds_scale"));
        report.Check("pixel_values", pixels);
        report.Check("siglip_tokens", last);
        report.Check("image_embeds", embeds);
        report.Check("prompt_embeds", prompt.Tokens);
        report.Check("pooled_prompt_embeds", prompt.Pooled);
    }

    private static Tensor Encode(GoldenCase golden, string config, string vision, string embedder, Tensor pixels, out Tensor last)
    {
        using var siglip = SiglipVisionModel.From(
            ModelConfig.ReadStrict<SiglipVisionConfig>(golden.Config.GetProperty(config)), golden.Weights(vision));
        using var redux = ReduxImageEncoder.From(ModelConfig.ReadStrict<ReduxConfig>(golden.Config.GetProperty("redux")), golden.Weights(embedder));
        last = siglip.Forward(pixels).LastHiddenState;
        return redux.Forward(last);
    }

    private static Tensor Pixels(SiglipImageProcessor processor, Tensor picture)
    {
        var values = processor.Process(new Picture((int)picture.Size(1), (int)picture.Size(0), 3, picture.ToArray<byte>()));
        return Tensor.From(values.Values, 3, values.Height, values.Width);
    }

    private static double[]? Scales(GoldenCase golden, string name) => !golden.Config.TryGetProperty(name, out var scales)
        ? null
        : scales.ValueKind == JsonValueKind.Number ? [scales.GetDouble()] : [.. scales.EnumerateArray().Select(s => s.GetDouble())];
}
