using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Models.Vision.Clip;
using Atelier.Torch.Verification;

namespace Atelier.Models.Vision.Verification;

/// <summary>Recorded cases of CLIP's image encoder and of pairs, under both families of names.</summary>
public sealed class ClipVisionCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) =>
        golden.Component is "CLIPVisionModel" or "CLIPVisionModelWithProjection" or "CLIPModel" or "open_clip CLIP";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        switch (golden.Component)
        {
            case "CLIPModel":
                RunPair(golden, report, ClipModel.From(ModelConfig.ReadStrict<ClipConfig>(golden.Config), golden.Weights()));
                break;
            case "open_clip CLIP":
                var config = ModelConfig.ReadStrict<OpenClipConfig>(golden.Config).ToClip();
                RunPair(golden, report, ClipModel.From(config, new OpenClipTensors(golden.Weights())));
                break;
            default:
                RunVision(golden, report);
                break;
        }
    }

    private static void RunVision(GoldenCase golden, CaseReport report)
    {
        using var model = ClipVisionModel.From(ModelConfig.ReadStrict<ClipVisionConfig>(golden.Config), golden.Weights());
        var (pixels, interpolate) = (golden.Required("pixel_values"), golden.Flag("interpolate_pos_encoding"));
        var states = model.Forward(pixels, interpolate);
        report.Check(golden, states, model.Embeddings(pixels, interpolate));
        if (golden.HasOutput("image_embeds"))
            report.Check("image_embeds", model.Embed(states));
    }

    private static void RunPair(GoldenCase golden, CaseReport report, ClipModel model)
    {
        using var _ = model;
        var images = model.EmbedImages(golden.Required("pixel_values"), golden.Flag("interpolate_pos_encoding"));
        var texts = model.EmbedTexts(golden.Required("input_ids"), golden.Argument("attention_mask"));
        var scores = model.Compare(images, texts);
        foreach (var output in golden.Outputs)
        {
            report.Check(output, output switch
            {
                "image_features" => images,
                "text_features" => texts,
                "image_embeds" => scores.Images,
                "text_embeds" => scores.Texts,
                "logits_per_image" => scores.Logits,
                "logits_per_text" => scores.Logits.Transpose(0, 1),
                _ => throw new ArgumentException($"A CLIP pair has no output '{output}'."),
            });
        }
    }
}
