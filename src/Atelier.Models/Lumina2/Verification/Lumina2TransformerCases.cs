using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Lumina2.Verification;

/// <summary>Recorded calls of <c>Lumina2Transformer2DModel</c>.</summary>
public sealed class Lumina2TransformerCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "Lumina2Transformer2DModel";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        using var model = Lumina2Transformer.From(ModelConfig.ReadStrict<Lumina2Config>(golden.Config, "scaling_factor"), golden.Weights());
        var input = new Lumina2Input(
            golden.Required("hidden_states"), golden.Required("timestep"), golden.Required("encoder_hidden_states"), golden.Required("encoder_attention_mask"))
        {
            Observe = new Intermediates(golden, report).Observe,
        };
        report.Check("sample", model.Forward(input));
    }
}
