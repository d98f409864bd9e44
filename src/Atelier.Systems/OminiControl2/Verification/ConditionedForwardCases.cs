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

    // Of the three older releases. The early access passes over c_factor and union_cond_attn, OmniPaint over independent_condition; the first takes all.
    private static readonly string[] Older = ["code", "model_config", "c_factor", "cond_adapters", "sigmas", "guidance_scale"];
    private static readonly string[] Switches = ["union_cond_attn", "independent_condition", "add_cond_attn", "latent_lora"];

    // Adapters of other names stay on text and picture in the first release.
    private static readonly string[] FirstReleaseTypes =
        ["depth", "canny", "subject", "coloring", "deblurring", "depth_pred", "fill", "sr", "cartoon"];

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is Named or First or EarlyAccess or OmniPaint;

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        RequireKnown(golden);
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

    private static void RequireKnown(GoldenCase golden)
    {
        ConditionedCall.RequireKnown(golden, golden.Component switch
        {
            Named => ["cond_adapters", "main_adapter", "independent", "group_mask", "sigmas", "guidance_scale"],
            EarlyAccess => [.. Older, "cache_per_n_steps"],
            _ => Older,
        });
        if (golden.Call.TryGetProperty("model_config", out var config))
            CaseFields.RequireKnown(config, "The model's config", Switches);
    }

    private static ImageCondition[] Joined(GoldenCase golden, ConditionedCase given)
    {
        var joined = ImageCondition.Join(given.Conditions) with { Adapters = given.All };
        return [joined with { Strength = golden.Call.Number("c_factor") ?? (Switch(golden, "union_cond_attn", true) ? 1 : 0) }];
    }

    private static ConditionSettings Settings(GoldenCase golden, ConditionedCase given)
    {
        ConditionSettings settings = golden.Component switch
        {
            Named => new()
            {
                Sight = golden.Call.Flag("group_mask", true) ? Sight(golden.Call.Flag("independent")) : ConditionSight.Everything,
                MainAdapters = given.Main,
            },
            EarlyAccess => new()
            {
                Sight = Sight(Switch(golden, "independent_condition")),
                Guidance = null,
                RefreshEvery = (int)(golden.Call.Number("cache_per_n_steps") ?? 1),
                // Only conditions leave alpha out there.
                MainAdapters = Switch(golden, "latent_lora") ? given.Scaled : null,
            },
            _ => new()
            {
                // The numbers of a strength take the place of any mask there.
                Sight = Sight(golden.Component == First && Switch(golden, "independent_condition") && golden.Call.Number("c_factor") is null),
                Guidance = golden.Component == First ? 1 : null,
                MainAdapters = Switch(golden, "latent_lora") ? given.All : golden.Component == First ? given.AllBut(FirstReleaseTypes) : null,
            },
        };
        return settings with { SharesAttention = Switch(golden, "add_cond_attn") };
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

    private static bool Switch(GoldenCase golden, string name, bool otherwise = false) =>
        golden.Call.TryGetProperty("model_config", out var config) && config.ValueKind == JsonValueKind.Object ? config.Flag(name, otherwise) : otherwise;
}
