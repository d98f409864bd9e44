using System.Text.Json;
using Atelier.Diffusion.Configs;
using Atelier.Torch.Verification;

namespace Atelier.Systems.StableDiffusion.Verification;

/// <summary>Recorded tables beside the Stable Diffusion pipelines: steps by strength, and embeddings of guidance.</summary>
public sealed class StableDiffusionTableCases : ICaseRunner
{
    private const string Strengths = "StableDiffusionImg2ImgPipeline.get_timesteps";
    private const string Guidance = "StableDiffusionPipeline.get_guidance_scale_embedding";

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is Strengths or Guidance;

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        if (golden.Component == Guidance)
        {
            foreach (var width in golden.Config.GetProperty("dims").EnumerateArray().Select(d => d.GetInt32()))
                report.Check($"embedding.{width}", GuidanceEmbedding.Embed(golden.Input("w"), width));
            return;
        }

        foreach (var row in golden.Config.GetProperty("rows").EnumerateArray())
            Row(golden, report, row);
    }

    private static void Row(GoldenCase golden, CaseReport report, JsonElement row)
    {
        var (name, steps, strength) = (row.GetProperty("scheduler").GetString()!, row.GetProperty("steps").GetInt32(), row.GetProperty("strength").GetDouble());
        using var sampler = new SamplerConfig(golden.Config.GetProperty("schedulers").GetProperty(name), name).Create(steps);
        var window = StrengthWindow.Of(sampler, steps, strength);
        var left = sampler.Timesteps.Skip(window.First).ToArray();
        double? first = left.Length > 0 ? left[0] : null;
        var expected = (row.GetProperty("remaining").GetInt32(), row.GetProperty("model_calls").GetInt32(), row.GetProperty("first"));
        var same = expected.Item1 == window.Steps && expected.Item2 == left.Length &&
            (expected.Item3.ValueKind == JsonValueKind.Null ? first is null : first is { } t && Math.Abs(t - expected.Item3.GetDouble()) <= 1e-3);
        report.Check($"{name} {steps} {strength}", same, $"{window.Steps} steps, {left.Length} calls from {first} instead of {row}");
    }
}
