using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Flux2.Verification;

/// <summary>Recorded calls of <c>Flux2Transformer2DModel</c>.</summary>
public sealed class Flux2TransformerCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "Flux2Transformer2DModel";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        using var model = Flux2Transformer.From(ModelConfig.ReadStrict<Flux2Config>(golden.Config), golden.Weights());
        // Positions come with or without a batch, whose members share them.
        Tensor Positions(string name) => golden.Required(name) is { Rank: 3 } batch ? batch.Select(0, 0) : golden.Required(name);
        var input = new Flux2Input(
            golden.Required("hidden_states"), Positions("img_ids"), golden.Required("encoder_hidden_states"), Positions("txt_ids"), golden.Required("timestep"))
        {
            Guidance = golden.Argument("guidance"),
            Observe = new Intermediates(golden, report).Observe,
        };
        report.Check("sample", model.Forward(input));
    }
}
