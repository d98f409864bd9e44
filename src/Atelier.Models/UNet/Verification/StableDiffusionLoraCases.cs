using System.Text.Json;
using Atelier.Models.Adapters;
using Atelier.Models.Configs;
using Atelier.Models.Text.Clip;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.UNet.Verification;

/// <summary>Recorded adapter files for Stable Diffusion: every dialect, what it changes, and what the networks answer with it.</summary>
public sealed class StableDiffusionLoraCases : ICaseRunner
{
    private const string Fused = "fused.";
    private const string FilePrefix = "file.";

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) =>
        golden.Config.ValueKind == JsonValueKind.Object && golden.Config.TryGetProperty("unet", out _) &&
        golden.Config.TryGetProperty("text_encoder", out _) && golden.HasInput("input_ids") && !golden.Component.Contains("__call__", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        using var origin = golden.Sibling("base");
        using var unet = new UNetModel(UNetCases.Config(golden.Config.GetProperty("unet")));
        StateDict.Load(unet, origin.Weights("unet."));
        using var text = ClipTextModel.From(ModelConfig.ReadStrict<ClipTextConfig>(golden.Config.GetProperty("text_encoder")), origin.Weights("text_encoder."));
        var names = AdapterNames(golden);
        StableDiffusionAdapter[] files = [.. names.Select(n => StableDiffusionLora.Load(File(golden, n), n, unet, text))];
        var words = new AdapterWeightWords(golden, names);
        if (files.Length > 0)
            Deltas(golden, report, unet, text, files[0]);
        foreach (var kind in golden.Outputs.Where(o => o.StartsWith("unet_", StringComparison.Ordinal)).Select(o => o["unet_".Length..]).ToArray())
        {
            if (kind == "fused")
                continue;
            var (forUNet, forText) = Stacks(golden, kind, unet, files, words.Of(kind));
            report.Check($"unet_{kind}", unet.Forward(UNetCases.Inputs(golden) with { Adapters = forUNet }));
            report.CheckIfRecorded(golden, $"text_{kind}", () => text.Forward(golden.Input("input_ids"), adapters: forText).LastHiddenState);
        }

        if (golden.HasOutput("unet_fused"))
            Fuse(golden, report, unet, text, files, words.Fused());
    }

    private static void Fuse(GoldenCase golden, CaseReport report, UNetModel unet, ClipTextModel text, StableDiffusionAdapter[] files, double[] weights)
    {
        using var first = new FusedAdapters(Stack(files, f => f.UNet, weights));
        using var second = new FusedAdapters(Stack(files, f => f.Text, weights));
        foreach (var output in golden.Outputs.Where(o => o.StartsWith(Fused, StringComparison.Ordinal)).ToArray())
        {
            var (network, prefix) = output.StartsWith("fused.unet.", StringComparison.Ordinal) ? ((Module)unet, "fused.unet.") : (text, "fused.text_encoder.");
            report.Check(output, network.Parameters().First(p => p.Name == output[prefix.Length..]).Parameter.Value);
        }

        report.Check("unet_fused", unet.Forward(UNetCases.Inputs(golden)));
        report.CheckIfRecorded(golden, "text_fused", () => text.Forward(golden.Input("input_ids")).LastHiddenState);
    }

    private static (AdapterStack UNet, AdapterStack Text) Stacks(
        GoldenCase golden, string kind, UNetModel unet, StableDiffusionAdapter[] files, double[] weights)
    {
        if (kind == "per_block")
        {
            var given = golden.Call.GetProperty("per_block");
            var blocks = BlockWeightsJson.Read(given.GetProperty("unet"));
            files = [files[0] with { UNet = files[0].UNet!.Weighted(l => blocks.Of(l, unet.Config)), Text = files[0].Text?.Weighted(_ => given.Double("text_encoder", 1)) }, .. files[1..]];
        }

        return (Stack(files, f => f.UNet, weights), Stack(files, f => f.Text, weights));
    }

    private static AdapterStack Stack(StableDiffusionAdapter[] files, Func<StableDiffusionAdapter, Adapter?> part, double[] weights) =>
        new([.. files.Zip(weights).Where(f => part(f.First) is not null).Select(f => (part(f.First)!, f.Second))]);

    private static void Deltas(GoldenCase golden, CaseReport report, UNetModel unet, ClipTextModel text, StableDiffusionAdapter file)
    {
        foreach (var output in golden.Outputs.Where(o => o.StartsWith("delta.", StringComparison.Ordinal)).ToArray())
        {
            var isUNet = output.StartsWith("delta.unet.", StringComparison.Ordinal);
            var layer = AdaptedLayers.Of(isUNet ? unet : text)[output[(isUNet ? "delta.unet." : "delta.text_encoder.").Length..]];
            if ((isUNet ? file.UNet : file.Text)?.For(layer) is not { } update)
                report.Check(output, false, "the file changes no such layer");
            else
                report.Check(output, update.Fuse(Tensor.Zeros(AdaptedLayers.Values(layer).Weight.Shape), null, 1).Weight);
        }
    }

    // Keys of several files begin with the file's name: file.a/lora_unet_...
    private static string[] AdapterNames(GoldenCase golden)
    {
        string[] keys = [.. golden.Inputs.Where(n => n.StartsWith(FilePrefix, StringComparison.Ordinal)).Select(n => n[FilePrefix.Length..])];
        return keys.Length == 0 ? [] : keys.All(k => k.Contains('/', StringComparison.Ordinal)) ? [.. keys.Select(k => k.Split('/')[0]).Distinct()] : [""];
    }

    private static CaseTensors File(GoldenCase golden, string name)
    {
        var metadata = new Dictionary<string, string>();
        if (golden.Config.TryGetProperty("metadata", out var fields) && fields.ValueKind == JsonValueKind.Object)
            metadata = fields.EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetString()!);
        return new(golden, name.Length == 0 ? FilePrefix : $"{FilePrefix}{name}/", metadata);
    }
}
