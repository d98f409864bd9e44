using System.Text.Json;
using Atelier.Diffusion.Configs;
using Atelier.Diffusion.Gaussian;
using Atelier.Diffusion.Grids;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Diffusion.Verification;

/// <summary>Repeats the recorded constants of respaced Gaussian diffusion chains.</summary>
public sealed class GaussianTableCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "create_diffusion";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        foreach (var schedule in golden.Config.GetProperty("schedules").EnumerateArray())
        {
            var rule = schedule.Word("timestep_respacing", "");
            var tag = $"{schedule.Word("noise_schedule", "")}_{(rule.Length == 0 ? "full" : rule.Replace(',', '+'))}";
            var tables = GaussianDiffusion.Create(Noise(schedule, golden.Config.Integer("diffusion_steps", 1000)), rule).Tables;
            foreach (var (name, values) in Lists(tables))
            {
                if (golden.HasOutput($"{tag}.{name}"))
                    report.Check($"{tag}.{name}", Tensor.From([.. values], values.Count));
            }
        }
    }

    private static NoiseSchedule Noise(JsonElement schedule, int steps)
    {
        var scale = 1000.0 / steps;
        return schedule.Choice(
            "noise_schedule", "cosine",
            ("cosine", new NoiseSchedule { TrainTimesteps = steps, Curve = BetaCurve.SquaredCosine }),
            ("squaredcos_cap_v2", new NoiseSchedule { TrainTimesteps = steps, Curve = BetaCurve.SquaredCosine }),
            ("linear", new NoiseSchedule { TrainTimesteps = steps, BetaStart = scale * 0.0001, BetaEnd = scale * 0.02 }));
    }

    private static IEnumerable<(string Name, IReadOnlyList<double> Values)> Lists(GaussianTables t) =>
    [
        ("betas", t.Betas),
        ("alphas_cumprod", t.CumulativeAlphas),
        ("alphas_cumprod_prev", t.PreviousCumulativeAlphas),
        ("alphas_cumprod_next", t.NextCumulativeAlphas),
        ("log_betas", Map(t.Betas, Math.Log)),
        ("log_one_minus_alphas_cumprod", Map(t.CumulativeAlphas, a => Math.Log(1 - a))),
        ("sqrt_alphas_cumprod", Map(t.CumulativeAlphas, Math.Sqrt)),
        ("sqrt_one_minus_alphas_cumprod", Map(t.CumulativeAlphas, a => Math.Sqrt(1 - a))),
        ("sqrt_recip_alphas_cumprod", Map(t.CumulativeAlphas, a => Math.Sqrt(1 / a))),
        ("sqrt_recipm1_alphas_cumprod", Map(t.CumulativeAlphas, a => Math.Sqrt(1 / a - 1))),
        ("posterior_variance", t.PosteriorVariance),
        ("posterior_log_variance_clipped", t.PosteriorLogVariance),
        ("posterior_mean_coef1", t.PosteriorMeanOfClean),
        ("posterior_mean_coef2", t.PosteriorMeanOfNoisy),
        ("timestep_map", [.. t.TimestepMap.Select(s => (double)s)]),
    ];

    private static double[] Map(IReadOnlyList<double> values, Func<double, double> function) => [.. values.Select(function)];
}
