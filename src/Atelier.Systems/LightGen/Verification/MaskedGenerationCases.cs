using System.Text.Json;
using Atelier.Diffusion;
using Atelier.Models.Mar;
using Atelier.Models.Mar.Verification;
using Atelier.Torch;
using Atelier.Torch.Statistics;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Systems.LightGen.Verification;

/// <summary>Recorded generation and training of MAR and LightGen.</summary>
public sealed class MaskedGenerationCases : ICaseRunner
{
    private const string Masking = "MAR.random_masking/sample_orders";

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) =>
        golden.Component is "MAR.sample_tokens" or "FLUID.sample_tokens" or "MAR.forward" or "FLUID.forward" or Masking;

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        if (golden.Component == Masking)
        {
            RunMasking(golden, report);
            return;
        }

        using MaskedTokenModel model = golden.Component.StartsWith("MAR", StringComparison.Ordinal)
            ? new MarTransformer(MaskedModelSizes.Mar(golden.Config))
            : new LightGenTransformer(MaskedModelSizes.LightGen(golden.Config));
        StateDict.Load(model, golden.Weights());
        var diffusion = new DiffusionLoss(model.Head, golden.Config.GetProperty("num_sampling_steps").GetString()!);
        if (golden.Component.EndsWith("sample_tokens", StringComparison.Ordinal))
            RunSampling(golden, report, model, diffusion);
        else
            RunTraining(golden, report, model, diffusion);
    }

    private static void RunSampling(GoldenCase golden, CaseReport report, MaskedTokenModel model, DiffusionLoss diffusion)
    {
        var orders = golden.Input("orders");
        var unit = model.Sizes.LatentStride * model.Sizes.PatchSize;
        int Tokens(string side) => (golden.Call.TryGetProperty(side, out var pixels) ? pixels.GetInt32() : model.Sizes.ImageSize) / unit;
        var options = new MaskedSampling
        {
            Iterations = golden.Call.GetProperty("num_iter").GetInt32(),
            Guidance = golden.Call.GetProperty("cfg").GetDouble(),
            LinearGuidance = golden.Call.GetProperty("cfg_schedule").GetString() == "linear",
            Temperature = golden.Call.GetProperty("temperature").GetDouble(),
        };
        var noise = NoiseSource.Given(Enumerable.Range(0, options.Iterations)
            .SelectMany(k => new[] { golden.Input($"noise_init_{k}") }.Concat(golden.Input($"noise_step_{k}").Unbind(0))));
        var latents = new MaskedGenerator(model, diffusion).Generate(
            Condition(golden, model, orders.Size(0)), new(Tokens("height"), Tokens("width")), options, orders, noise, iteration =>
            {
                var prefix = $"iter_{iteration.Index}_";
                Check(golden, report, $"{prefix}mask", iteration.Mask.ToTensor);
                Check(golden, report, $"{prefix}z", () => iteration.Conditions);
                Check(golden, report, $"{prefix}cfg", () => Tensor.Scalar(iteration.Guidance));
                Check(golden, report, $"{prefix}sampled", () => iteration.Sampled);
            });
        report.Check("latents", latents);
    }

    private static void RunTraining(GoldenCase golden, CaseReport report, MaskedTokenModel model, DiffusionLoss diffusion)
    {
        var latents = golden.Input("latents");
        var orders = golden.Input("orders");
        var hidden = golden.Call.GetProperty("num_masked").GetInt32();
        var condition = Condition(golden, model, latents.Size(0));
        if (golden.HasInput("drop_uniform"))
        {
            var name = model is MarTransformer ? "label_drop_prob" : "text_drop_prob";
            condition = model.Dropped(condition, golden.Input("drop_uniform").Lt(golden.Config.GetProperty(name).GetDouble()));
        }

        var training = new MaskedTraining(model, diffusion, golden.Config.GetProperty("diffusion_batch_mul").GetInt32());
        var (rows, mean) = training.Losses(
            latents, condition, orders, hidden, golden.Input("timesteps"), golden.Input("noise"), (stage, value) => Check(golden, report, stage, () => value));
        Check(golden, report, "mask", TokenMask.FirstOf(orders, hidden).ToTensor);
        Check(golden, report, "row_mse", () => rows.SquaredError);
        Check(golden, report, "row_vb", () => rows.Variational);
        Check(golden, report, "row_loss", () => rows.Total);
        report.Check("loss", mean);
    }

    private static Tensor Condition(GoldenCase golden, MaskedTokenModel model, long batch) => model switch
    {
        MarTransformer mar when Wanted(golden, "labels") => mar.ClassCondition(golden.Input("labels")),
        LightGenTransformer lightGen when Wanted(golden, "text") => lightGen.TextCondition(golden.Input("text")),
        _ => model.Unconditional(batch),
    };

    private static bool Wanted(GoldenCase golden, string input) =>
        golden.HasInput(input) && !(golden.Call.TryGetProperty(input, out var flag) && flag.ValueKind == JsonValueKind.False);

    // The recorded draws are NumPy's, from its Mersenne twister.
    private static void RunMasking(GoldenCase golden, CaseReport report)
    {
        var uniforms = golden.HasOutput("uniform_fp64") ? golden.Expected("uniform_fp64").ToArray<double>() : [];
        foreach (var output in golden.Outputs)
        {
            var parts = output.Split('_');
            double Last() => MaskedNumber(parts[^1]);
            if (output == "uniform_fp64")
                report.Check(output, golden.Input("uniform").To(ScalarType.Float64).ToArray<double>().Zip(uniforms).All(p => Math.Abs(p.First - p.Second) < 1e-6), "uniforms differ");
            else if (output.StartsWith("rate_min_", StringComparison.Ordinal))
                report.Check(output, List(uniforms.Select(u => MaskRate.At(u, Last()))));
            else if (output.StartsWith("num_masked_L", StringComparison.Ordinal))
                report.Check(output, List(uniforms.Select(u => (double)MaskRate.Hidden((int)MaskedNumber(parts[^1][1..]), MaskRate.At(u)))));
            else if (output.StartsWith("uniform_numpy_seed", StringComparison.Ordinal))
                report.Check(output, List(Draws(golden, output, (uint)MaskedNumber(parts[^1]["seed".Length..]))));
            else if (output.StartsWith("rvs_seed", StringComparison.Ordinal))
                report.Check(output, List(Draws(golden, output, (uint)MaskedNumber(parts[1]["seed".Length..])).Select(u => MaskRate.At(u, Last()))));
            else if (output.StartsWith("orders_numpy_seed", StringComparison.Ordinal))
                report.Check(output, Orders((uint)MaskedNumber(parts[2]["seed".Length..]), (int)MaskedNumber(parts[3][1..]), (int)MaskedNumber(parts[4][1..])));
        }
    }

    private static IEnumerable<double> Draws(GoldenCase golden, string output, uint seed)
    {
        var twister = new MersenneTwister(seed);
        return Enumerable.Range(0, (int)golden.Expected(output).ElementCount).Select(_ => twister.NextUniform());
    }

    private static Tensor Orders(uint seed, int batch, int length)
    {
        var twister = new MersenneTwister(seed);
        return Tensor.From([.. Enumerable.Range(0, batch).SelectMany(_ => twister.Permutation(length))], batch, length);
    }

    private static double MaskedNumber(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static Tensor List(IEnumerable<double> values)
    {
        var list = values.ToArray();
        return Tensor.From(list, list.Length);
    }

    private static void Check(GoldenCase golden, CaseReport report, string output, Func<Tensor> value)
    {
        if (golden.HasOutput(output))
            report.Check(output, value());
    }
}
