using Atelier.Models.Configs;
using Atelier.Models.Layers.Rotary;
using Atelier.Models.Verification;
using Atelier.Models.Video.CogVideoX;
using Atelier.Torch.Verification;

namespace Atelier.Models.Video.Verification;

/// <summary>Recorded calls of the CogVideoX transformer, with recorded rotations or with its own.</summary>
public sealed class CogVideoXTransformerCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "CogVideoXTransformer3DModel";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var model = CogVideoXTransformer.From(ModelConfig.ReadStrict<CogVideoXConfig>(golden.Config), golden.Weights());
        var cosines = golden.Argument("rotary_cos");
        var sample = model.Forward(new(golden.Required("hidden_states"), golden.Required("timestep"), golden.Required("encoder_hidden_states"))
        {
            Offset = golden.Argument("ofs"),
            Rotary = cosines is null ? null : RotaryTable.From(cosines, golden.Required("rotary_sin")),
            Observe = new Intermediates(golden, report).Observe,
        });
        report.Check("sample", sample);
    }
}
