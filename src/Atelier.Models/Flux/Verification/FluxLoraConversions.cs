using System.Text.RegularExpressions;
using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Lora;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Flux.Verification;

/// <summary>Compares what became of an adapter file, layer by layer, with what the reference makes of it.</summary>
internal static partial class FluxLoraConversions
{
    private const string Converted = "converted.";
    private const string Differs = "the change of the weight differs from the recorded one";

    public static void Check(GoldenCase golden, CaseReport report, FluxTransformer network, Adapter adapter)
    {
        var layers = AdaptedLayers.Of(network);
        foreach (var output in golden.Outputs.Where(o => o.StartsWith(Converted, StringComparison.Ordinal)))
        {
            var name = output[Converted.Length..];
            var key = name.StartsWith("transformer.", StringComparison.Ordinal) ? name["transformer.".Length..] : name;
            if (key.StartsWith("text_encoder.", StringComparison.Ordinal))
                TextEncoder(golden, report, output, key);
            else if (Matrix().Match(key) is { Success: true } matrix)
                Product(golden, report, output, (LoraUpdate)adapter.For(layers[key[..matrix.Index]])!);
            else if (key.EndsWith(".lora_B.bias", StringComparison.Ordinal))
                report.Check(output, ((LoraUpdate)adapter.For(layers[key[..^".lora_B.bias".Length]])!).Bias!.Value);
            else if (key.EndsWith(".lora_magnitude_vector", StringComparison.Ordinal))
                report.Check(output, ((DoraUpdate)adapter.For(layers[key[..^".lora_magnitude_vector".Length]])!).Magnitude.Value);
            else
                report.Check(output, network.Parameters().First(p => p.Name == key).Parameter.Value);
        }
    }

    private static void Product(GoldenCase golden, CaseReport report, string output, LoraUpdate update) =>
        report.Check(output, Same(update.B.Value.MatMul(update.A.Value), update.Scale, Product(golden, output)), Differs);

    // Only the product of both matrices matters. PEFT names carry alpha apart, and the reference drops it from final layers and text encoders.
    private static bool Same(Tensor product, double scale, Tensor recorded) => Close(product * scale, recorded) || Close(product, recorded);

    private static void TextEncoder(GoldenCase golden, CaseReport report, string output, string key)
    {
        // The reference gives these layers the spelling of an older library.
        var layer = OldSpelling().Replace(key["text_encoder.".Length..], "").Replace(".to_", ".", StringComparison.Ordinal);
        layer = OldProjection().Replace(layer, ".self_attn.$1_proj");
        var names = new LoraNames([layer], ["lora_te1_"], []);
        using var file = new CaseTensors(golden, "file.");
        var entries = new LoraFile(file);
        var given = entries.Entries.Keys.Single(k => names.Find(k) is not null);
        var (down, up) = (file.Read(entries.Entries[given].Down!), file.Read(entries.Entries[given].Up!));
        report.Check(output, Same(up.MatMul(down), entries.ScaleOf(given, down.Size(0)), Product(golden, output)), Differs);
    }

    private static Tensor Product(GoldenCase golden, string output)
    {
        var down = golden.Expected(output.Replace("lora_B", "lora_A", StringComparison.Ordinal).Replace(".up.", ".down.", StringComparison.Ordinal));
        var up = golden.Expected(output.Replace("lora_A", "lora_B", StringComparison.Ordinal).Replace(".down.", ".up.", StringComparison.Ordinal));
        return up.MatMul(down);
    }

    private static bool Close(Tensor a, Tensor b) =>
        a.Shape.AsSpan().SequenceEqual(b.Shape) && a.Sub(b).Abs().Max().Item() <= 1e-5 * (1 + b.Abs().Max().Item());

    [GeneratedRegex(@"\.lora_[AB]\.weight$")]
    private static partial Regex Matrix();

    [GeneratedRegex(@"(_lora|\.lora_linear_layer)\.(up|down)\.weight$")]
    private static partial Regex OldSpelling();

    [GeneratedRegex(@"\.self_attn\.(q|k|v|out)$")]
    private static partial Regex OldProjection();
}
