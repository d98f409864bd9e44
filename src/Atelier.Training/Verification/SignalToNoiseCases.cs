using Atelier.Torch.Verification;
using Atelier.Training.Objectives;

namespace Atelier.Training.Verification;

/// <summary>Signal-to-noise ratios, their loss weights, noisy samples and velocity targets.</summary>
public sealed class SignalToNoiseCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component.StartsWith("diffusers compute_snr", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        var given = golden.Config.GetProperty("scheduler");
        var schedule = new BetaSchedule();
        foreach (var option in given.EnumerateObject())
        {
            schedule = option.Name switch
            {
                "beta_schedule" => schedule with { Name = option.Value.GetString()! },
                "beta_start" => schedule with { Start = option.Value.GetDouble() },
                "beta_end" => schedule with { End = option.Value.GetDouble() },
                "num_train_timesteps" => schedule with { Steps = option.Value.GetInt64() },
                "rescale_betas_zero_snr" => schedule with { RescaleZeroSnr = option.Value.GetBoolean() },
                "prediction_type" or "clip_sample" => schedule,
                _ => throw new NotSupportedException($"scheduler option {option.Name}"),
            };
        }

        var gamma = golden.Config.GetProperty("gamma").GetDouble();
        var (data, noise) = (golden.Input("latents"), golden.Input("noise"));
        var bar = schedule.AlphasCumprod().IndexSelect(0, golden.Input("timesteps"));
        var ratio = SignalToNoise.Ratio(bar);
        report.Check("alphas_cumprod", bar);
        report.Check("snr", ratio);
        if (golden.HasOutput("weight_epsilon"))
            report.Check("weight_epsilon", SignalToNoise.NoiseWeights(ratio, gamma));
        report.Check("weight_v_prediction", SignalToNoise.VelocityWeights(ratio, gamma));
        report.Check("noisy", SignalToNoise.Noisy(data, noise, bar));
        report.Check("velocity_target", SignalToNoise.Velocity(data, noise, bar));
    }
}
