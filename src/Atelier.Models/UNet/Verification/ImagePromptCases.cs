using System.Text.Json;
using Atelier.Models.UNet.ImagePrompts;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.UNet.Verification;

/// <summary>Recorded calls of a UNet with IP-Adapter files and with FreeU, and FreeU's two functions.</summary>
public sealed class ImagePromptCases : ICaseRunner
{
    private const string WithAdapter = "UNet2DConditionModel with IP-Adapter";
    private const string WithFreeU = "UNet2DConditionModel.enable_freeu";
    private const string Functions = "fourier_filter, apply_freeu";

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is WithAdapter or WithFreeU or Functions;

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        if (golden.Component == Functions)
        {
            FreeUFunctions(golden, report);
            return;
        }

        using var network = new UNetModel(UNetConfig.Read(golden.Config));
        StateDict.Load(network, golden.Weights());
        var inputs = UNetCases.Inputs(golden);
        report.CheckIfRecorded(golden, "sample_without", () => network.Forward(inputs));
        var freeU = golden.Call.TryGetProperty("freeu", out var factors) ? Factors(factors) : null;
        report.CheckIfRecorded(golden, "sample", () => network.Forward(inputs with { FreeU = freeU, Pictures = Pictures(golden, report, network) }));
    }

    private static List<ImagePrompt> Pictures(GoldenCase golden, CaseReport report, UNetModel network)
    {
        var prompts = new List<ImagePrompt>();
        for (var i = 0; golden.HasInput($"image_embeds.{i}"); i++)
        {
            using var file = new CaseTensors(golden, $"file.{i}/");
            var adapter = ImageAdapter.Load(file, $"{i}", network);
            var tokens = adapter.Tokens(golden.Input($"image_embeds.{i}"));
            report.CheckIfRecorded(golden, $"image_tokens.{i}", () => tokens);
            prompts.Add(AttentionAdapterCases.Weighted(
                new(adapter, tokens) { Masks = golden.OptionalInput($"mask.{i}") }, golden.Call.GetProperty("scale"), i));
        }

        return prompts;
    }

    private static void FreeUFunctions(GoldenCase golden, CaseReport report)
    {
        var (thresholds, scales) = (golden.Call.GetProperty("threshold"), golden.Call.GetProperty("scale"));
        for (var i = 0; golden.HasInput($"x.{i}"); i++)
            report.Check($"filtered.{i}", FreeU.ScaleLow(golden.Input($"x.{i}"), thresholds[i].GetInt32(), scales[i].GetDouble()));
        if (!golden.Call.TryGetProperty("apply_freeu", out var given))
            return;
        foreach (var stage in golden.Call.GetProperty("stages").EnumerateArray().Select(s => s.GetInt32()))
        {
            var (hidden, skip) = Factors(given).Apply(stage, golden.Input("hidden"), golden.Input("skip"));
            report.Check($"hidden.{stage}", hidden);
            report.Check($"skip.{stage}", skip);
        }
    }

    private static FreeU Factors(JsonElement json) => new(json.Double("b1", 1), json.Double("b2", 1), json.Double("s1", 1), json.Double("s2", 1));
}
