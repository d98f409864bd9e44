using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Models.Vision.Siglip;
using Atelier.Torch.Verification;

namespace Atelier.Models.Vision.Verification;

/// <summary>Recorded cases of SigLIP.</summary>
public sealed class SiglipCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is "SiglipVisionModel" or "SiglipModel";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        var (pixels, interpolate) = (golden.Required("pixel_values"), golden.Flag("interpolate_pos_encoding"));
        if (golden.Component == "SiglipVisionModel")
        {
            using var vision = SiglipVisionModel.From(ModelConfig.ReadStrict<SiglipVisionConfig>(golden.Config), golden.Weights());
            report.Check(golden, vision.Forward(pixels, interpolate));
            return;
        }

        using var model = SiglipModel.From(ModelConfig.ReadStrict<SiglipConfig>(golden.Config), golden.Weights());
        var images = model.Vision.Forward(pixels, interpolate).Pooled!;
        var texts = model.Text.Forward(golden.Required("input_ids"), golden.Argument("attention_mask")).Pooled!;
        var scores = model.Compare(images, texts);
        report.Check("image_embeds", scores.Images);
        report.Check("text_embeds", scores.Texts);
        report.Check("logits_per_image", scores.Logits);
        report.Check("logits_per_text", scores.Logits.Transpose(0, 1));
    }
}
