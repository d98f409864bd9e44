using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Sd3.Verification;

/// <summary>Recorded calls of <c>SD3Transformer2DModel</c>.</summary>
public sealed class Sd3TransformerCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "SD3Transformer2DModel";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        using var model = Sd3Transformer.From(ModelConfig.ReadStrict<Sd3Config>(golden.Config), golden.Weights());
        const string residual = "block_controlnet_hidden_states_";
        var input = new Sd3Input(
            golden.Required("hidden_states"), golden.Required("timestep"), golden.Required("encoder_hidden_states"), golden.Required("pooled_projections"))
        {
            Residuals = [.. Enumerable.Range(0, int.MaxValue).TakeWhile(i => golden.HasInput($"{residual}{i}")).Select(i => golden.Input($"{residual}{i}"))],
            SkippedLayers = golden.Setting("skip_layers") is { } skipped ? [.. skipped.EnumerateArray().Select(l => l.GetInt32())] : [],
            Observe = new Intermediates(golden, report).Observe,
        };
        report.Check("sample", model.Forward(input));
    }
}
