using System.Text.Json;
using Atelier.Models.UNet.ImagePrompts;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.UNet.Verification;

/// <summary>Recorded calls of one attention with image prompts, or with part of its batch perturbed.</summary>
public sealed class AttentionAdapterCases : ICaseRunner
{
    private const string Pictures = "Attention + IPAdapterAttnProcessor2_0";
    private const string Perturbed = "Attention + PAGIdentitySelfAttnProcessor2_0";
    private const string PerturbedGuided = "Attention + PAGCFGIdentitySelfAttnProcessor2_0";

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is Pictures or Perturbed or PerturbedGuided;

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        var config = golden.Config.GetProperty("attention");
        using var layer = new CrossAttention(
            config.Int("query_dim", 0), config.Int("heads", 8), config.Ints("cross_attention_dim")?[0], config.Int("dim_head", 64),
            config.Bool("bias", false), config.Bool("out_bias", true));
        StateDict.Load(layer, golden.Weights(), ignore: n => n.StartsWith("processor.", StringComparison.Ordinal));
        var x = golden.Input("hidden_states");
        if (golden.Component != Pictures)
        {
            report.Check("hidden_states", layer.Forward(x, x, null, null, null, new PerturbedAttention(layer, golden.Component == Perturbed ? 2 : 3)));
            return;
        }

        var prompts = Prompts(golden, layer);
        foreach (var output in golden.Outputs.Where(o => o.StartsWith("mask_small.", StringComparison.Ordinal)).ToArray())
        {
            var place = output.Split('.');
            var mask = golden.Input($"mask.{place[1]}").Select(1, int.Parse(place[2], System.Globalization.CultureInfo.InvariantCulture));
            report.Check(output, ImagePrompt.Shrink(mask, x.Size(1)).Expand(x.Size(0), -1));
        }

        report.Check("hidden_states", layer.Forward(x, golden.Input("encoder_hidden_states"), null, null, prompts));
    }

    /// <summary>The strengths of a recorded call, one entry an adapter: a number, one number a picture, or a block table.</summary>
    internal static ImagePrompt Weighted(ImagePrompt prompt, JsonElement scales, int adapter)
    {
        var given = scales.ValueKind == JsonValueKind.Array ? scales[scales.GetArrayLength() == 1 ? 0 : adapter] : scales;
        return given.ValueKind switch
        {
            JsonValueKind.Object => prompt with { Blocks = BlockWeightsJson.Read(given) },
            JsonValueKind.Array => prompt with { Weights = [.. given.EnumerateArray().Select(s => s.GetDouble())] },
            _ => prompt with { Weights = [given.GetDouble()] },
        };
    }

    private static List<ImagePrompt> Prompts(GoldenCase golden, CrossAttention layer)
    {
        var prompts = new List<ImagePrompt>();
        for (var i = 0; golden.HasInput($"image_tokens.{i}"); i++)
        {
            var adapter = new ImageAdapter($"{i}", new UNetConfig(), [("", layer)], layer.ContextWidth, projection: null);
            var number = i;
            StateDict.Load(adapter, golden.Weights("processor."), rename: n => n.Replace("ip_adapter.1.", "", StringComparison.Ordinal)
                .Replace("_ip.", $"_ip.{number}.", StringComparison.Ordinal), ignore: _ => true);
            var prompt = new ImagePrompt(adapter, golden.Input($"image_tokens.{i}")) { Masks = golden.OptionalInput($"mask.{i}") };
            prompts.Add(Weighted(prompt, golden.Call.GetProperty("scale"), i));
        }

        prompts.ForEach(p => p.Check(golden.Input("hidden_states").Size(0)));
        return prompts;
    }
}
