using Atelier.Torch.Verification;
using Atelier.Training.Objectives;

namespace Atelier.Training.Verification;

/// <summary>Timestep densities from recorded draws, and loss weights over recorded noise levels.</summary>
public sealed class DensityCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component.StartsWith("diffusers compute_density_for_timestep_sampling", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        double Number(string name) => golden.Config.GetProperty(name).GetDouble();
        var draws = golden.Input("draws");
        var scheme = golden.Config.GetProperty("weighting_scheme").GetString()!;
        var u = scheme switch
        {
            "logit_normal" => TimestepDensity.LogitNormal(draws, Number("logit_mean"), Number("logit_std")),
            "mode" => TimestepDensity.Mode(draws, Number("mode_scale")),
            _ => draws,
        };
        report.Check("u", u);
        report.Check("shifted", TimestepDensity.Shift(u, Number("shift")));
        foreach (var name in new[] { "sigma_sqrt", "cosmap", "none" })
            report.Check($"weight_{name}", LossWeighting.Weights(name, golden.Input("sigmas")));
    }
}
