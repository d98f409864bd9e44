using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Systems.OminiControl2.Verification;

/// <summary>Recorded steps with kept condition features, against the same steps with conditions computed again.</summary>
public sealed class FeatureReuseCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "transformer_forward with cache_mode";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        // Features that are kept are always those of independent conditions.
        ConditionedCall.RequireKnown(golden, ["cond_adapters", "main_adapter", "independent", "sigmas", "guidance_scale"]);
        using var given = new ConditionedCase(golden);
        var sigmas = golden.Call.GetProperty("sigmas").EnumerateArray().Select(s => s.GetDouble()).ToArray();
        foreach (var (name, settings) in new[]
        {
            ("reuse", ConditionSettings.Reuse), ("recompute", new ConditionSettings { Sight = ConditionSight.Independent }),
        })
        {
            using var flux = new ConditionedFlux(
                given.Network, given.Text, golden.Input("img_ids"), given.Conditions, settings with { MainAdapters = given.Main });
            var x = golden.Input("image");
            for (var step = 0; step + 1 < sigmas.Length; step++)
            {
                var velocity = flux.Velocity(x, Tensor.Full([x.Size(0)], sigmas[step]), step);
                x = x + (velocity * (sigmas[step + 1] - sigmas[step]));
                report.Check($"{name}_velocity_{step}", velocity);
                report.Check($"{name}_latents_{step + 1}", x);
            }

            CheckCache(report, flux);
        }
    }

    private static void CheckCache(CaseReport report, ConditionedFlux flux)
    {
        for (var condition = 0; condition < flux.Cached.Count; condition++)
        {
            for (var layer = 0; layer < flux.Cached[condition].Layers; layer++)
            {
                report.Check($"cache_{layer}_key_{condition}", flux.Cached[condition][layer].Keys);
                report.Check($"cache_{layer}_value_{condition}", flux.Cached[condition][layer].Values);
            }
        }
    }
}
