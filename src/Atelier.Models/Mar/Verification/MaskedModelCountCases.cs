using System.Text.Json;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Mar.Verification;

/// <summary>Recorded numbers of parameters of MAR and LightGen at their public sizes; nothing is allocated.</summary>
public sealed class MaskedModelCountCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "parameter_counts" && golden.Config.TryGetProperty("mar_base", out _);

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        foreach (var model in golden.Config.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Object))
        {
            using var network = Make(model.Name, model.Value);
            Compare(report, $"{model.Name}.total", model.Value.GetProperty("total").GetInt64(), network.ParameterCount());
            Compare(report, $"{model.Name}.tensors", model.Value.Int("tensors", 0), network.Parameters().Count());
            foreach (var part in model.Value.GetProperty("by_top_level_name").EnumerateObject())
                Compare(report, $"{model.Name}.{part.Name}", part.Value.GetInt64(), CountOf(network, part.Name));
        }
    }

    private static Module Make(string name, JsonElement json)
    {
        var size = name.Contains("base", StringComparison.Ordinal) ? 0 : name.Contains("huge", StringComparison.Ordinal) ? 2 : 1;
        var (depth, width) = (json.Int("diffloss_d", 3), json.Int("diffloss_w", 1024));
        if (name.StartsWith("mar", StringComparison.Ordinal))
            return new MarTransformer(new[] { MarConfig.Base, MarConfig.Large, MarConfig.Huge }[size] with { HeadDepth = depth, HeadWidth = width });
        return new LightGenTransformer(new[] { LightGenConfig.Base, LightGenConfig.Large, LightGenConfig.Huge }[size] with
        {
            HeadDepth = depth,
            HeadWidth = width,
            LatentStride = json.Int("vae_stride", 8),
            PatchSize = json.Int("patch_size", 2),
            TextDepth = json.Int("text_depth", 6),
            TextChannels = json.Int("caption_channels", 4096),
            TextLength = json.Int("max_length", 128),
        });
    }

    private static long CountOf(Module network, string name) => network.Parameters()
        .Where(p => p.Name == name || p.Name.StartsWith($"{name}.", StringComparison.Ordinal))
        .Sum(p => p.Parameter.ElementCount);

    private static void Compare(CaseReport report, string output, long recorded, long counted) =>
        report.Check(output, recorded == counted, $"{counted} parameters, recorded {recorded}");
}
