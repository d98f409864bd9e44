using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Lora;
using Atelier.Models.Text.Clip;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.UNet;

/// <summary>LoRA, LoCon, LoHa and LoKr files for Stable Diffusion in the dialects of diffusers (new and old), PEFT and kohya, with either block names.</summary>
public static class StableDiffusionLora
{
    private static readonly string[] UNetPrefixes = ["unet.", "lora_unet_", "base_model.model.unet.", "base_model.model."];
    private static readonly string[] FirstText = ["text_encoder.", "lora_te_", "lora_te1_", "base_model.model.text_encoder."];
    private static readonly string[] SecondText = ["text_encoder_2.", "lora_te2_", "base_model.model.text_encoder_2."];

    // Ends of layers, and what the oldest diffusers files call them.
    private static readonly (string Ours, string Old)[] UNetEnds =
    [
        (".to_q", ".processor.to_q_lora"), (".to_k", ".processor.to_k_lora"), (".to_v", ".processor.to_v_lora"), (".to_out.0", ".processor.to_out_lora"),
        (".to_out.0", ".to_out"),
    ];

    private static readonly (string Ours, string Old)[] TextEnds =
    [
        (".q_proj", ".to_q_lora"), (".k_proj", ".to_k_lora"), (".v_proj", ".to_v_lora"), (".out_proj", ".to_out_lora"),
    ];

    /// <summary>The adapters in a file for the networks that are given, and what of the file was used.</summary>
    /// <param name="source">The file.</param>
    /// <param name="name">What the user calls it.</param>
    /// <param name="unet">The UNet.</param>
    /// <param name="text">The text encoder, or null.</param>
    /// <param name="text2">SDXL's second text encoder, or null.</param>
    /// <exception cref="AdapterException">Nothing matches, a shape differs, half of a layer is missing, or the adapter's kind is not known.</exception>
    public static StableDiffusionAdapter Load(ITensorSource source, string name, UNetModel unet, ClipTextModel? text = null, ClipTextModel? text2 = null)
    {
        var file = new LoraFile(source);
        var parts = new List<(Module Network, string Prefix, Dictionary<string, LayerUpdate> Updates, LoraReport Report)>();
        void Part(Module? network, string prefix, Func<LoraNames> names)
        {
            if (network is null)
                return;
            var (updates, report) = LoraLoader.Read(file, source, network, names());
            parts.Add((network, prefix, updates, report));
        }

        Part(unet, "unet.", () => Names(unet));
        Part(text, "text_encoder.", () => Names(text!, FirstText, [.. UNetPrefixes[..2], .. SecondText]));
        Part(text2, "text_encoder_2.", () => Names(text2!, SecondText, [.. UNetPrefixes[..2], .. FirstText]));
        var missed = file.Entries.Keys.Where(k => parts.All(p => p.Report.Unmatched.Contains(k) || p.Report.Elsewhere.Contains(k))).ToArray();
        if (parts.All(p => p.Updates.Count == 0))
            throw LoraLoader.NothingMatches(source, missed, string.Join(", ", parts.Select(p => p.Network.GetType().Name)));
        Adapter? Made(Module? network) => parts.FirstOrDefault(p => p.Network == network) is { Updates: { Count: > 0 } updates } ? new(name, network!, updates) : null;
        return new(Made(unet), text is null ? null : Made(text), text2 is null ? null : Made(text2), new(
            [.. parts.SelectMany(p => p.Report.Matched.Select(m => p.Prefix + m))],
            [.. missed.Where(k => parts.Any(p => p.Report.Unmatched.Contains(k)))],
            [.. missed.Where(k => parts.All(p => p.Report.Elsewhere.Contains(k)))],
            file.Others));
    }

    private static LoraNames Names(UNetModel network)
    {
        string[] layers = [.. AdaptedLayers.Of(network).Keys];
        var names = new LoraNames(layers, UNetPrefixes, [.. FirstText, .. SecondText]);
        foreach (var layer in layers)
            names.Add(LdmUNetNames.Layer(layer, network.Config), new LoraTarget(layer, Dialects.TensorCut.Whole));
        Old(names, layers, UNetEnds);
        return names;
    }

    private static LoraNames Names(ClipTextModel network, string[] prefixes, string[] elsewhere)
    {
        string[] layers = [.. AdaptedLayers.Of(network).Keys];
        var names = new LoraNames(layers, prefixes, elsewhere);
        Old(names, layers, TextEnds);
        // The newest transformers has no such part in its names.
        foreach (var layer in layers.Where(l => l.StartsWith("text_model.", StringComparison.Ordinal)))
            names.Add(layer["text_model.".Length..], new LoraTarget(layer, Dialects.TensorCut.Whole));
        return names;
    }

    private static void Old(LoraNames names, string[] layers, (string Ours, string Old)[] ends)
    {
        foreach (var layer in layers)
        {
            foreach (var (ours, old) in ends.Where(e => layer.EndsWith(e.Ours, StringComparison.Ordinal)))
                names.Add(layer[..^ours.Length] + old, new LoraTarget(layer, Dialects.TensorCut.Whole));
        }
    }
}
