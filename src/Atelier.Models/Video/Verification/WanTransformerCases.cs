using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Models.Video.Wan;
using Atelier.Torch.Verification;

namespace Atelier.Models.Video.Verification;

/// <summary>Recorded calls of the Wan transformer.</summary>
public sealed class WanTransformerCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "WanTransformer3DModel";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var model = WanTransformer.From(ModelConfig.ReadStrict<WanConfig>(golden.Config), golden.Weights());
        var sample = model.Forward(new(golden.Required("hidden_states"), golden.Required("timestep"), golden.Required("encoder_hidden_states"))
        {
            Image = golden.Argument("encoder_hidden_states_image"),
            Observe = new Intermediates(golden, report).Observe,
        });
        report.Check("sample", sample);
    }
}
