using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.PixArt.Verification;

/// <summary>Recorded calls of <c>PixArtTransformer2DModel</c>.</summary>
public sealed class PixArtTransformerCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "PixArtTransformer2DModel";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        using var model = PixArtTransformer.From(ModelConfig.ReadStrict<PixArtConfig>(golden.Config, "num_embeds_ada_norm"), golden.Weights());
        var input = new PixArtInput(golden.Required("hidden_states"), golden.Required("timestep"), golden.Required("encoder_hidden_states"))
        {
            TextMask = golden.Argument("encoder_attention_mask"),
            Resolution = golden.Argument("resolution"),
            AspectRatio = golden.Argument("aspect_ratio"),
            Observe = new Intermediates(golden, report).Observe,
        };
        report.Check("sample", model.Forward(input));
    }
}
