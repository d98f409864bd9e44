using System.Text.Json;
using Atelier.Diffusion.Configs;
using Atelier.Diffusion.Samplers;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Diffusion.Verification;

/// <summary>Repeats recorded walks of the variance-preserving samplers over the analytic network of these cases.</summary>
public sealed class SamplerCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => SamplerConfig.ClassNames.Contains(golden.Component) && golden.HasInput("noise0");

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        var config = new SamplerConfig(golden.Config, golden.Component);
        foreach (var count in golden.Call.Numbers("counts") ?? [])
        {
            using var table = config.Create((int)count);
            CheckList(golden, report, $"timesteps.{count}", table.Timesteps);
            CheckList(golden, report, $"sigmas.{count}", SigmasOf(table));
        }

        using var sampler = config.Create(golden.Call.Integer("steps", 1), Tuning(golden.Call.Field("step") ?? default));
        CheckList(golden, report, "run_timesteps", sampler.Timesteps);
        CheckList(golden, report, "alphas_cumprod", AlphasOf(sampler));
        Check(golden, report, "init_noise_sigma", () => Tensor.Scalar(sampler.InitialNoiseScale));
        Check(golden, report, "init_noise_sigma_before_set_timesteps", () => Tensor.Scalar(
            sampler is LevelSampler level ? level.TrainingNoiseScale : sampler.InitialNoiseScale));
        Walk(golden, report, sampler);
        Noising(golden, report, sampler);
    }

    private static void Walk(GoldenCase golden, CaseReport report, Sampler sampler)
    {
        var noises = Enumerable.Range(0, golden.Inputs.Count(n => n.StartsWith("step_noise.", StringComparison.Ordinal)));
        var noise = NoiseSource.Given(noises.Select(k => golden.Input($"step_noise.{k}")));
        var learned = golden.Config.Word("variance_type", "") is "learned" or "learned_range";
        var x = golden.Input("noise0") * sampler.InitialNoiseScale;
        for (var k = 0; k < sampler.Timesteps.Count; k++)
        {
            var input = sampler.ScaleInput(x, k);
            var step = sampler.Step(Network(input, sampler.Timesteps[k], learned), k, x, noise);
            x = step.Sample;
            Check(golden, report, $"model_input.{k}", () => input);
            Check(golden, report, $"step.{k}", () => x);
            Check(golden, report, $"pred_original.{k}", () => step.Denoised);
        }
    }

    private static void Noising(GoldenCase golden, CaseReport report, Sampler sampler)
    {
        if (!golden.HasInput("add_noise_timesteps"))
            return;
        var (clean, noise) = (golden.Input("clean"), golden.Input("noise1"));
        var timesteps = golden.Input("add_noise_timesteps").To(ScalarType.Float64).ToArray<double>();
        Check(golden, report, "added_noise", () => sampler.AddNoise(clean, noise, timesteps));
        Check(golden, report, "velocity", () => sampler.Velocity(clean, noise, timesteps));
    }

    private static Tensor Network(Tensor x, double t, bool learned)
    {
        var output = (0.7 * x + (0.9 * t / 1000 - 0.3)).Tanh();
        return learned ? Tensor.Cat([output, 0.5 * x.Cos()], 1) : output;
    }

    private static SamplerTuning Tuning(JsonElement step)
    {
        CaseFields.RequireKnown(step, "The step", "eta", "use_clipped_model_output", "s_churn", "s_tmin", "s_tmax", "s_noise", "order");
        return new()
        {
            Eta = step.Number("eta", 0),
            NoiseFromClipped = step.Flag("use_clipped_model_output"),
            Churn = step.Number("s_churn", 0),
            ChurnMin = step.Number("s_tmin", 0),
            ChurnMax = step.Number("s_tmax", double.PositiveInfinity),
            ChurnNoise = step.Number("s_noise", 1),
            LmsOrder = step.Integer("order", 4),
        };
    }

    private static IReadOnlyList<double>? SigmasOf(Sampler sampler) => sampler switch
    {
        LevelSampler level => level.Sigmas,
        SolverSampler solver => solver.Sigmas,
        _ => null,
    };

    private static IReadOnlyList<double> AlphasOf(Sampler sampler) => sampler switch
    {
        LevelSampler level => level.CumulativeAlphas,
        SolverSampler solver => solver.CumulativeAlphas,
        JumpSampler jump => jump.CumulativeAlphas,
        _ => throw new NotSupportedException($"{sampler.GetType().Name} has no cumulative alphas."),
    };

    private static void CheckList(GoldenCase golden, CaseReport report, string output, IReadOnlyList<double>? values)
    {
        if (values is not null)
            Check(golden, report, output, () => Tensor.From([.. values], values.Count));
    }

    private static void Check(GoldenCase golden, CaseReport report, string output, Func<Tensor> value)
    {
        if (golden.HasOutput(output))
            report.Check(output, value());
    }
}
