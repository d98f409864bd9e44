using System.Globalization;
using System.Text.RegularExpressions;
using Atelier.Diffusion.Configs;
using Atelier.Diffusion.Samplers;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Diffusion.Verification;

/// <summary>Repeats recorded walks of the samplers of video models over the network that <c>call.model</c> spells out.</summary>
public sealed partial class VideoSamplerCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => SamplerConfig.ClassNames.Contains(golden.Component) && golden.HasOutput("latents_per_step");

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var sampler = new SamplerConfig(golden.Config, golden.Component).Create(golden.Config.Integer("num_inference_steps", 1));
        var noise = golden.OptionalInput("draws") is { } draws ? NoiseSource.Given(draws.Unbind(0)) : null;
        var network = Network(golden.Call.Word("model", ""));
        var x = golden.Input("noise") * sampler.InitialNoiseScale;
        var (latents, estimates) = (new List<Tensor>(), new List<Tensor>());
        for (var k = 0; k < sampler.Timesteps.Count; k++)
        {
            var step = sampler.Step(network(sampler.ScaleInput(x, k), sampler.Timesteps[k]), k, x, noise);
            x = step.Sample;
            latents.Add(x);
            estimates.Add(step.Denoised);
        }

        Check(golden, report, "timesteps", () => List(sampler.Timesteps));
        Check(golden, report, "sigmas", () => List(((SolverSampler)sampler).Sigmas));
        Check(golden, report, "latents_per_step", () => Tensor.Stack([.. latents]));
        Check(golden, report, "x0_per_step", () => Tensor.Stack([.. estimates]));
        Check(golden, report, "alphas_cumprod_picked", () => List([.. Picked(golden).Select(t => ((JumpSampler)sampler).CumulativeAlphas[t])]));
    }

    private static Tensor List(IReadOnlyList<double> values) => Tensor.From([.. values], values.Count);

    private static IEnumerable<int> Picked(GoldenCase golden) =>
        WholeNumber().Matches(golden.Call.Word("alphas_cumprod_picked", "")).Select(m => int.Parse(m.Value, CultureInfo.InvariantCulture));

    private static Func<Tensor, double, Tensor> Network(string formula)
    {
        var match = Formula().Match(formula);
        if (!match.Success)
            throw new NotSupportedException($"model '{formula}' is not of the form v(x, t) = a * sin(b * x) + c * (t / d) * x + e.");
        double Part(int group) => double.Parse(match.Groups[group].Value.Replace(" ", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        var (a, b, c, d, e) = (Part(1), Part(2), Part(3), Part(4), Part(5));
        return (x, t) => a * (b * x).Sin() + c * t / d * x + e;
    }

    private static void Check(GoldenCase golden, CaseReport report, string output, Func<Tensor> value)
    {
        if (golden.HasOutput(output))
            report.Check(output, value());
    }

    [GeneratedRegex(@"= ([-.\d]+) \* sin\(([-.\d]+) \* x\) ([-+] [.\d]+) \* \(t / (\d+)\) \* x ([-+] [.\d]+)")]
    private static partial Regex Formula();

    [GeneratedRegex(@"\d+")]
    private static partial Regex WholeNumber();
}
