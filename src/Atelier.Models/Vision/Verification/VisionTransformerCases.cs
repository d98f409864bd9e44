using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Models.Vision.Dinov2;
using Atelier.Models.Vision.Swin;
using Atelier.Models.Vision.Timm;
using Atelier.Torch.Verification;

namespace Atelier.Models.Vision.Verification;

/// <summary>Recorded cases of DINOv2, of timm's vision transformer and of Swin.</summary>
public sealed class VisionTransformerCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) =>
        golden.Component is "Dinov2Model" or "Dinov2WithRegistersModel" or "timm VisionTransformer" or "SwinModel";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        var pixels = golden.Required("pixel_values");
        switch (golden.Component)
        {
            case "timm VisionTransformer":
                using (var timm = VisionTransformer.From(ModelConfig.ReadStrict<VisionTransformerConfig>(golden.Config, "dynamic_img_size"), golden.Weights()))
                {
                    var states = timm.Forward(pixels);
                    report.Check(golden, states);
                    report.Check("features", states.LastHiddenState);
                    report.Check("pre_logits", states.Pooled!);
                    report.Check("logits", timm.Classify(states));
                }

                break;
            case "SwinModel":
                using (var swin = SwinModel.From(ModelConfig.ReadStrict<SwinConfig>(golden.Config), golden.Weights()))
                    report.Check(golden, swin.Forward(pixels));
                break;
            default:
                using (var dino = Dinov2Model.From(ModelConfig.ReadStrict<Dinov2Config>(golden.Config), golden.Weights()))
                    report.Check(golden, dino.Forward(pixels, golden.Argument("bool_masked_pos")));
                break;
        }
    }
}
