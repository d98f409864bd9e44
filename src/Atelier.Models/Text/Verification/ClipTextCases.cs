using Atelier.Models.Configs;
using Atelier.Models.Text.Clip;
using Atelier.Models.Verification;
using Atelier.Torch.Verification;

namespace Atelier.Models.Text.Verification;

/// <summary>Recorded cases of CLIP's text encoder.</summary>
public sealed class ClipTextCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is "CLIPTextModel" or "CLIPTextModelWithProjection";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var model = ClipTextModel.From(ModelConfig.ReadStrict<ClipTextConfig>(golden.Config), golden.Weights());
        var states = model.Forward(golden.Required("input_ids"), golden.Argument("attention_mask"));
        report.Check(golden, states);
        if (golden.HasOutput("text_embeds"))
            report.Check("text_embeds", model.Embed(states));
    }
}
