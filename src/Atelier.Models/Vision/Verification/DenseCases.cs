using System.Globalization;
using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Models.Vision.ClipSeg;
using Atelier.Models.Vision.Depth;
using Atelier.Models.Vision.Sam;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Vision.Verification;

/// <summary>Recorded cases of networks that answer pixel by pixel: depth, CLIPSeg, Segment Anything.</summary>
public sealed class DenseCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is
        "DepthAnythingForDepthEstimation" or "DPTForDepthEstimation" or "CLIPSegForImageSegmentation" or "SamModel";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        var pixels = golden.Required("pixel_values");
        switch (golden.Component)
        {
            case "DepthAnythingForDepthEstimation":
                using (var model = DepthAnythingModel.From(ModelConfig.ReadStrict<DepthAnythingConfig>(golden.Config), golden.Weights()))
                    CheckDepth(golden, report, model.Forward(pixels));
                break;
            case "DPTForDepthEstimation":
                using (var model = DptModel.From(ModelConfig.ReadStrict<DptConfig>(golden.Config), golden.Weights()))
                    CheckDepth(golden, report, model.Forward(pixels));
                break;
            case "SamModel":
                RunSam(golden, report, pixels);
                break;
            default:
                RunClipSeg(golden, report, pixels);
                break;
        }
    }

    private static void CheckDepth(GoldenCase golden, CaseReport report, DepthMap map)
    {
        report.Check("depth", map.Depth);
        report.CheckIfRecorded(golden, "before_activation", () => map.BeforeActivation);
        CheckNumbered(golden, report, "fused", map.Fused);
    }

    private static void RunClipSeg(GoldenCase golden, CaseReport report, Tensor pixels)
    {
        // The reference's decoder does not look at its own activation.
        using var model = ClipSegModel.From(ModelConfig.ReadStrict<ClipSegConfig>(golden.Config, "decoder_hidden_act"), golden.Weights());
        var prompt = golden.Argument("conditional_embeddings") ??
            (golden.Argument("conditional_pixel_values") is { } picture
                ? model.PicturePrompt(picture)
                : model.Prompt(golden.Required("input_ids"), golden.Argument("attention_mask")));
        var result = model.Forward(pixels, prompt);
        report.Check("logits", result.Logits);
        report.CheckIfRecorded(golden, "conditional", () => result.Prompt);
        CheckNumbered(golden, report, "reduce", result.Reduced);
        CheckNumbered(golden, report, "layer", result.Layers);
    }

    private static void RunSam(GoldenCase golden, CaseReport report, Tensor pixels)
    {
        using var model = SamModel.From(ModelConfig.ReadStrict<SamConfig>(golden.Config, "prompt_encoder_config.patch_size"), golden.Weights());
        var prompt = new SamPrompt(
            golden.Argument("input_points"), golden.Argument("input_labels"), golden.Argument("input_boxes"), golden.Argument("input_masks"));
        var multimask = golden.Setting("multimask_output")?.GetBoolean() ?? true;
        var image = model.Encode(pixels);
        var (sparse, dense) = model.EncodePrompt(prompt, image.Size(0));
        var decoded = model.Decode(image, sparse, dense);
        var result = model.Segment(image, prompt, multimask);
        report.Check("masks", result.Masks);
        report.Check("iou", result.Quality);
        report.CheckIfRecorded(golden, "vision", () => image);
        report.CheckIfRecorded(golden, "prompt_0", () => sparse!);
        report.CheckIfRecorded(golden, "prompt_1", () => dense);
        report.CheckIfRecorded(golden, "token_out_0", () => decoded.Tokens);
        report.CheckIfRecorded(golden, "token_out_1", () => decoded.Image);
    }

    private static void CheckNumbered(GoldenCase golden, CaseReport report, string name, IReadOnlyList<Tensor> tensors)
    {
        for (var i = 0; i < tensors.Count; i++)
            report.CheckIfRecorded(golden, string.Create(CultureInfo.InvariantCulture, $"{name}{i}"), () => tensors[i]);
    }
}
