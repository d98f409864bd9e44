using System.Text.Json;
using Atelier.Models.Configs;
using Atelier.Models.Flux;
using Atelier.Models.Reuse;
using Atelier.Models.Streams;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Systems.Reuse.Verification;

/// <summary>Recorded steps of a FLUX network that takes features of earlier steps: what was computed, the answers, the latents.</summary>
public sealed class FluxReuseCases : ICaseRunner
{
    private const double Guidance = 2;

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) =>
        golden.Component.EndsWith("FluxTransformer2DModel", StringComparison.Ordinal) && golden.Config.ValueKind == JsonValueKind.Object &&
        golden.Config.TryGetProperty("schemes", out _);

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        using var network = new FluxTransformer(ModelConfig.Read<FluxConfig>(golden.Config));
        StateDict.Load(network, golden.Weights());
        var sigmas = golden.Config.GetProperty("sigmas").EnumerateArray().Select(s => s.GetDouble()).ToArray();
        foreach (var scheme in golden.Config.GetProperty("schemes").EnumerateObject())
            RunScheme(golden, report, network, sigmas, scheme);
    }

    private static void RunScheme(GoldenCase golden, CaseReport report, FluxTransformer network, double[] sigmas, JsonProperty scheme)
    {
        using var scope = Tensor.Scope();
        var contexts = scheme.Value.TryGetProperty("contexts", out var named) ? named.EnumerateArray().Select(c => c.GetString()!).ToArray() : ["cond"];
        var kind = scheme.Value.GetProperty("kind").GetString()!;
        // Schemes over attention outputs know no contexts there: all calls share one state.
        var shared = kind is "pyramid_attention" or "faster_attention";
        var first = Make(kind, scheme.Value.GetProperty("options"), sigmas.Length - 1);
        FeatureCache?[] caches =
            [.. contexts.Select((_, i) => i == 0 || shared ? first : Make(kind, scheme.Value.GetProperty("options"), sigmas.Length - 1))];
        var (velocities, latents, computed, changes) = (new List<Tensor>(), new List<Tensor>(), new List<long>(), new List<float>());
        var x = golden.Input("noise");
        for (var step = 0; step + 1 < sigmas.Length; step++)
        {
            var answers = contexts.Select((context, i) =>
            {
                var before = caches[i]?.Computed ?? -1;
                var answer = Answer(golden, network, x, sigmas[step], context, caches[i]);
                computed.Add(caches[i]?.Computed > before || caches[i] is null ? 1 : 0);
                changes.Add((float)((caches[i] as FirstBlockCache)?.Change ?? 0));
                return answer;
            }).ToArray();
            var velocity = answers.Length == 1 ? answers[0] : answers[1] + ((answers[0] - answers[1]) * Guidance);
            x = x + (velocity * (sigmas[step + 1] - sigmas[step]));
            velocities.Add(velocity);
            latents.Add(x);
        }

        report.Check($"{scheme.Name}.velocity", Tensor.Stack([.. velocities]));
        report.Check($"{scheme.Name}.latents", Tensor.Stack([.. latents]));
        report.Check($"{scheme.Name}.computed", Tensor.From(computed.ToArray(), sigmas.Length - 1, contexts.Length));
        if (golden.HasOutput($"{scheme.Name}.change"))
            report.Check($"{scheme.Name}.change", Tensor.From(changes.ToArray(), sigmas.Length - 1, contexts.Length));
        foreach (var cache in caches)
            cache?.Dispose();
    }

    private static Tensor Answer(GoldenCase golden, FluxTransformer network, Tensor x, double sigma, string context, FeatureCache? cache)
    {
        var text = golden.Input($"text_{context}");
        var conditioning = new Conditioning(
            Tensor.Full([x.Size(0)], sigma),
            network.Config.GuidanceEmbeds ? golden.OptionalInput("guidance") : null,
            golden.OptionalInput($"pooled_{context}"));
        if (cache is not null)
            cache.Timestep = sigma * 1000;
        return network.Forward(
            [
                new(StreamKind.Text, text, golden.Input("txt_ids"), conditioning),
                new(StreamKind.Image, x, golden.Input("img_ids"), conditioning),
            ],
            new() { Reuse = cache }).Sample!;
    }

    private static FeatureCache? Make(string kind, JsonElement options, int steps)
    {
        return kind switch
        {
            "plain" => null,
            "first_block" => new FirstBlockCache(Number("threshold", 0.05)),
            "pyramid_attention" => new AttentionBroadcast(Whole("spatial_attention_block_skip_range", 2), Range((100, 800))),
            "faster_attention" => new AttentionExtrapolation(Whole("spatial_attention_block_skip_range", 2), Range((-1, 681)), Number("weight", 0.5)),
            "taylor" => new TaylorForecast(
                Whole("cache_interval", 5), Whole("disable_cache_before_step", 3), Whole("max_order", 1),
                options.TryGetProperty("disable_cache_after_step", out var after) && after.ValueKind == JsonValueKind.Number ? after.GetInt32() : null,
                options.TryGetProperty("taylor_factors_dtype", out var type) && type.ToString().EndsWith("bfloat16", StringComparison.Ordinal) ? ScalarType.BFloat16 : null),
            "magnitude" => new MagnitudeCache(
                MagnitudeCache.Resampled(Ratios(), steps), Number("threshold", 0.06), Whole("max_skip_steps", 3), Number("retention_ratio", 0.2)),
            _ => throw new NotSupportedException($"The scheme '{kind}' is unknown."),
        };

        double Number(string name, double otherwise) => options.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;
        int Whole(string name, int otherwise) => (int)Number(name, otherwise);
        double[] Ratios() => [.. options.GetProperty("mag_ratios").EnumerateArray().Select(r => r.GetDouble())];
        (double, double) Range((double, double) otherwise) =>
            options.TryGetProperty("spatial_attention_timestep_skip_range", out var range) ? (range[0].GetDouble(), range[1].GetDouble()) : otherwise;
    }
}
