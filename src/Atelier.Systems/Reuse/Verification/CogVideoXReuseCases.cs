using System.Text.Json;
using Atelier.Diffusion.Guidance;
using Atelier.Models.Configs;
using Atelier.Models.Reuse;
using Atelier.Models.Video.CogVideoX;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Systems.Reuse.Verification;

/// <summary>Recorded guided steps of a CogVideoX network, exact and with negative answers and attention outputs made up.</summary>
public sealed class CogVideoXReuseCases : ICaseRunner
{
    private const double Guidance = 3;

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "FasterCache on CogVideoXTransformer3DModel with guidance in one batch";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        using var network = CogVideoXTransformer.From(ModelConfig.Read<CogVideoXConfig>(golden.Config), golden.Weights());
        var scheme = golden.Config.GetProperty("scheme");
        using var guidance = new GuidanceCache
        {
            Every = (int)Number(scheme, "unconditional_batch_skip_range", 5),
            Range = Range(scheme, "unconditional_batch_timestep_skip_range", (-1, 641)),
            LongRange = Range(scheme, "low_frequency_weight_update_timestep_range", (99, 901)),
            ShortRange = Range(scheme, "high_frequency_weight_update_timestep_range", (-1, 301)),
            LongGrowth = Number(scheme, "alpha_low_frequency", 1.1),
            ShortGrowth = Number(scheme, "alpha_high_frequency", 1.1),
        };
        using var attention = new AttentionExtrapolation(
            (int)Number(scheme, "spatial_attention_block_skip_range", 2),
            Range(scheme, "spatial_attention_timestep_skip_range", (-1, 681)),
            Number(scheme, "weight", 0.5),
            halves: true);
        RunSteps(golden, report, network, null, null, "plain");
        RunSteps(golden, report, network, guidance, attention, "cached");
    }

    private static void RunSteps(
        GoldenCase golden, CaseReport report, CogVideoXTransformer network, GuidanceCache? guidance, AttentionExtrapolation? attention, string name)
    {
        var sigmas = golden.Config.GetProperty("sigmas").EnumerateArray().Select(s => s.GetDouble()).ToArray();
        var (text, x) = (golden.Input("text"), golden.Input("noise"));
        var (all, counts) = (new List<Tensor>(), new List<long>());
        for (var step = 0; step + 1 < sigmas.Length; step++)
        {
            var timestep = sigmas[step] * 1000;
            var halved = guidance?.Rebuilds(timestep) == true;
            if (attention is not null)
                attention.Timestep = timestep;
            var before = attention?.Computed ?? 0;
            var rows = halved ? 1 : 2;
            var answer = network.Forward(new(
                halved ? x : Tensor.Cat([x, x]),
                Tensor.Full([rows * x.Size(0)], timestep),
                halved ? text.Chunk(2, 0)[1] : text) { Reuse = attention });
            var parts = halved ? [guidance!.Rebuild(answer, timestep), answer] : answer.Chunk(2, 0);
            if (!halved)
                guidance?.Remember(parts[0], parts[1]);
            all.Add(Tensor.Cat([parts[0], parts[1]]));
            counts.AddRange([rows * x.Size(0), ((attention?.Computed ?? 0) - before) / network.Config.NumLayers]);
            x = x + ((parts[0] + ((parts[1] - parts[0]) * Guidance)) * (sigmas[step + 1] - sigmas[step]));
        }

        report.Check($"{name}.both", Tensor.Stack([.. all]));
        report.Check($"{name}.final", x);
        if (attention is not null)
            report.Check($"{name}.batch_and_attention", Tensor.From(counts.ToArray(), sigmas.Length - 1, 2));
    }

    private static double Number(JsonElement scheme, string name, double otherwise) =>
        scheme.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : otherwise;

    private static (double, double) Range(JsonElement scheme, string name, (double, double) otherwise) =>
        scheme.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? (value[0].GetDouble(), value[1].GetDouble()) : otherwise;
}
