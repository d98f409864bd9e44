using System.Globalization;
using System.Text.Json;
using Atelier.Models.Adapters;
using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.Flux.Verification;

/// <summary>Recorded adapter files for FLUX: every dialect, what it becomes, what the network answers with it, and files to refuse.</summary>
public sealed class FluxLoraCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) =>
        (golden.Component is "FluxLoraLoaderMixin.load_lora_weights" or "_convert_kohya_flux_lora_to_diffusers") &&
        golden.Config.Word("dialect") is not null;

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        CaseFields.RequireKnown(golden.Config, "The config", "dialect", "base", "metadata", "output_tolerance");
        CaseFields.RequireKnown(golden.Call, "The call", [.. FluxLoraFusing.Weights, "inputs", "tolerance_per_output"]);
        using var origin = golden.Config.Word("base") is { } path
            ? golden.Sibling(Path.GetFileName(path))
            : golden.Sibling("base");
        using var network = new FluxTransformer(ModelConfig.ReadStrict<FluxConfig>(origin.Config));
        StateDict.Load(network, origin.Weights());
        var files = Files(golden);
        if (!golden.Outputs.Any())
            Refused(report, () => FluxLora.Load(network, files[0], golden.Name));
        else if (FluxControlLora.Fits(files[0]))
            Control(golden, report, network, origin, files[0]);
        else
            Apply(golden, report, network, origin, [.. files.Select((f, i) => FluxLora.Load(network, f, $"{i}").Adapter)]);
    }

    private static void Refused(CaseReport report, Action load)
    {
        try
        {
            load();
            report.Check("refused", false, "was loaded, must be refused");
        }
        catch (AdapterException error)
        {
            report.Check("refused", error.Message.Length > 0);
        }
    }

    private static void Control(GoldenCase golden, CaseReport report, FluxTransformer network, GoldenCase origin, ITensorSource file)
    {
        var (wide, adapter, _) = FluxControlLora.Load(network, file, golden.Name);
        using (wide)
            Apply(golden, report, wide, origin, [adapter]);
    }

    private static void Apply(GoldenCase golden, CaseReport report, FluxTransformer network, GoldenCase origin, Adapter[] adapters)
    {
        FluxLoraConversions.Check(golden, report, network, adapters[0]);
        var (text, image) = FluxCaseStreams.Of(origin);
        if (golden.OptionalInput("hidden_states") is { } own)
            image = image with { Tokens = own };
        Tensor Sample(AdapterStack? stack) => network.Forward(text with { Adapters = stack }, image with { Adapters = stack });

        var strengths = golden.Outputs.Where(o => o.StartsWith("sample_", StringComparison.Ordinal))
            .Select(o => (Output: o, Weights: Weights(o))).Where(s => s.Weights is not null).ToArray();
        foreach (var (output, weights) in strengths)
            report.Check(output, Sample(Stack(adapters, weights!)));
        report.CheckIfRecorded(golden, "sample_applied", () => Sample(Stack(adapters, [1])));

        FluxLoraFusing.Check(golden, report, network, adapters, [.. strengths.Select(s => s.Weights!)], () => Sample(null));
    }

    private static AdapterStack Stack(Adapter[] adapters, double[] weights) => new([.. adapters.Zip(weights)]);

    // sample_1_-0.5 is the sample at weights 1 and -0.5
    private static double[]? Weights(string output)
    {
        var words = output["sample_".Length..].Split('_');
        return words.All(w => double.TryParse(w, CultureInfo.InvariantCulture, out _))
            ? [.. words.Select(w => double.Parse(w, CultureInfo.InvariantCulture))]
            : null;
    }

    private static ITensorSource[] Files(GoldenCase golden)
    {
        var metadata = new Dictionary<string, string>();
        if (golden.Config.TryGetProperty("metadata", out var fields) && fields.ValueKind == JsonValueKind.Object)
            metadata.Add("lora_adapter_metadata", fields.GetRawText());
        if (!golden.Inputs.Any(n => n.StartsWith("file0.", StringComparison.Ordinal)))
            return [new CaseTensors(golden, "file.", metadata)];
        return
        [
            .. Enumerable.Range(0, int.MaxValue).TakeWhile(i => golden.Inputs.Any(n => n.StartsWith($"file{i}.", StringComparison.Ordinal)))
                .Select(i => new CaseTensors(golden, $"file{i}.", metadata)),
        ];
    }
}
