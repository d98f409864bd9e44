using System.Text.Json;
using Atelier.Models.Flux;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Systems.OminiControl2.Verification;

/// <summary>Recorded calls of the transformer with conditions: OminiControl in its three releases, and OmniPaint.</summary>
public sealed class ConditionedForwardCases : ICaseRunner
{
    private const string Named = "transformer_forward (OminiControl)";
    private const string First = "tranformer_forward (OminiControl v1)";
    private const string EarlyAccess = "tranformer_forward (OminiControl2 early access)";
    private const string OmniPaint = "tranformer_forward (OmniPaint)";

    // Adapters of other names stay on text and picture in the first release.
    private static readonly string[] FirstReleaseTypes =
        ["depth", "canny", "subject", "coloring", "deblurring", "depth_pred", "fill", "sr", "cartoon"];

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is Named or First or EarlyAccess or OmniPaint;

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        var joined = golden.Component is First or OmniPaint;
        using var given = new ConditionedCase(golden, alpha: joined);
        var conditions = joined ? Joined(golden, given) : given.Conditions;
        using var flux = new ConditionedFlux(given.Network, given.Text, golden.Input("img_ids"), conditions, Settings(golden, given));
        if (golden.HasOutput("group_mask"))
            report.Check("group_mask", Mask(flux));
        if (golden.Call.TryGetProperty("sigmas", out var sigmas))
        {
            Follow(golden, report, flux, [.. sigmas.EnumerateArray().Select(s => s.GetDouble())]);
            return;
        }

        report.Check("sample", flux.Velocity(golden.Input("image"), golden.Input("timestep"), 0, Observe));

        void Observe(FluxStage stage, int block, IReadOnlyList<Tensor> streams)
        {
            if (stage is not (FluxStage.DoubleBlock or FluxStage.SingleBlock))
                return;
            for (var i = 0; i < streams.Count; i++)
            {
                var name = i switch { 0 => "text", 1 => "image", _ => joined ? "cond" : $"cond_{i - 2}" };
                report.Check($"{(stage == FluxStage.DoubleBlock ? "double" : "single")}_{block}_{name}", streams[i]);
            }
        }
    }

    private static ImageCondition[] Joined(GoldenCase golden, ConditionedCase given)
    {
        var joined = ImageCondition.Join(given.Conditions) with { Adapters = given.All };
        var strength = Flag(golden, "union_cond_attn", true) ? 1.0 : 0;
        if (golden.Call.TryGetProperty("c_factor", out var factor) && factor.ValueKind == JsonValueKind.Number)
            strength = factor.GetDouble();
        return [joined with { Strength = strength }];
    }

    private static ConditionSettings Settings(GoldenCase golden, ConditionedCase given)
    {
        ConditionSettings settings = golden.Component switch
        {
            Named => new()
            {
                Sight = golden.Call.TryGetProperty("group_mask", out var mask) && mask.ValueKind == JsonValueKind.False
                    ? ConditionSight.Everything
                    : Sight(golden.Call.TryGetProperty("independent", out var own) && own.GetBoolean()),
                MainAdapters = given.Main,
            },
            EarlyAccess => new()
            {
                Sight = Sight(Flag(golden, "independent_condition", false)),
                Guidance = null,
                RefreshEvery = golden.Call.TryGetProperty("cache_per_n_steps", out var steps) ? steps.GetInt32() : 1,
                MainAdapters = Flag(golden, "latent_lora", false) ? given.All : null,
            },
            _ => new()
            {
                // The numbers of a strength take the place of any mask there.
                Sight = Sight(Flag(golden, "independent_condition", false) && !golden.Call.TryGetProperty("c_factor", out _)),
                Guidance = golden.Component == First ? 1 : null,
                MainAdapters = Flag(golden, "latent_lora", false) ? given.All : golden.Component == First ? given.AllBut(FirstReleaseTypes) : null,
            },
        };
        return settings with { SharesAttention = Flag(golden, "add_cond_attn", false) };
    }

    private static void Follow(GoldenCase golden, CaseReport report, ConditionedFlux flux, double[] sigmas)
    {
        var x = golden.Input("image");
        for (var step = 0; step + 1 < sigmas.Length; step++)
        {
            var velocity = flux.Velocity(x, Tensor.Full([x.Size(0)], sigmas[step]), step);
            report.Check($"velocity_{step}", velocity);
            x = x + (velocity * (sigmas[step + 1] - sigmas[step]));
        }

        report.Check("latents", x);
    }

    private static Tensor Mask(ConditionedFlux flux)
    {
        var seen = flux.Visibility;
        var cells = Enumerable.Range(0, seen.Queries * seen.Keys)
            .Select(i => double.IsNegativeInfinity(seen[i / seen.Keys, i % seen.Keys]) ? 0 : 1);
        return Tensor.From([.. cells.Select(c => (long)c)], seen.Queries, seen.Keys);
    }

    private static ConditionSight Sight(bool independent) => independent ? ConditionSight.Independent : ConditionSight.Joint;

    private static bool Flag(GoldenCase golden, string name, bool otherwise) =>
        golden.Call.TryGetProperty("model_config", out var config) && config.TryGetProperty(name, out var value)
            ? value.ValueKind == JsonValueKind.True
            : otherwise;
}
