using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Lora;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Flux;

/// <summary>LoRA files for FLUX in the dialects of diffusers and PEFT, kohya, ComfyUI, OneTrainer, XLabs, fal and Black Forest Labs.</summary>
public static class FluxLora
{
    private static readonly string[] Prefixes =
    [
        "transformer.", "base_model.model.transformer.", "base_model.model.", "model.diffusion_model.", "diffusion_model.", "lora_unet_",
        "lora_transformer_",
    ];

    private static readonly string[] TextEncoders = ["text_encoder.", "text_encoder_2.", "lora_te_", "lora_te1_", "lora_te2_"];

    // XLabs: 1 is the picture's side, 2 the text's.
    private static readonly (string XLabs, string Bfl)[] DoubleProcessors =
    [
        ("double_blocks.{i}.processor.qkv_lora1", "double_blocks.{i}.img_attn.qkv"),
        ("double_blocks.{i}.processor.qkv_lora2", "double_blocks.{i}.txt_attn.qkv"),
        ("double_blocks.{i}.processor.proj_lora1", "double_blocks.{i}.img_attn.proj"),
        ("double_blocks.{i}.processor.proj_lora2", "double_blocks.{i}.txt_attn.proj"),
    ];

    /// <summary>The adapter in a file, and what of the file was used.</summary>
    /// <param name="network">The network that it is for.</param>
    /// <param name="source">The file.</param>
    /// <param name="name">What the user calls it.</param>
    /// <exception cref="AdapterException">Nothing matches, a shape differs, or half of a layer is missing.</exception>
    public static (Adapter Adapter, LoraReport Report) Load(FluxTransformer network, ITensorSource source, string name) =>
        LoraLoader.Load(name, source, network, Names(network));

    internal static LoraNames Names(FluxTransformer network)
    {
        var layers = network.Modules().Where(m => m.Module is Linear).ToDictionary(m => m.Name, m => (Linear)m.Module);
        var names = new LoraNames(layers.Keys, Prefixes, TextEncoders);
        var config = network.Config;
        foreach (var row in FluxBflNames.Rows(config).Where(r => r.Layers.All(layers.ContainsKey)))
            names.Add(row.Bfl, Targets(row, layers));
        for (var i = 0; i < config.NumLayers; i++)
        {
            foreach (var (xlabs, bfl) in DoubleProcessors)
                names.Add(At(xlabs, i), names.Find(At(bfl, i))!);
        }

        for (var i = 0; i < config.NumSingleLayers; i++)
        {
            // This one has no rows for the MLP.
            var qkv = FluxBflNames.Rows(config).First(r => r.Bfl == $"single_blocks.{i}.linear1");
            names.Add($"single_blocks.{i}.processor.qkv_lora", Targets(qkv with { Layers = qkv.Layers[..3] }, layers));
            names.Add($"single_blocks.{i}.processor.proj_lora", names.Find($"single_blocks.{i}.linear2")!);
        }

        return names;
    }

    private static LoraTarget[] Targets(FluxBflRow row, Dictionary<string, Linear> layers)
    {
        if (row.Layers.Length == 1)
            return [new(row.Layers[0], new() { SwapHalves = row.SwapHalves })];
        long start = 0;
        var targets = new List<LoraTarget>();
        foreach (var layer in row.Layers)
        {
            targets.Add(new(layer, new() { Start = start, Length = layers[layer].Outputs }));
            start += layers[layer].Outputs;
        }

        return [.. targets];
    }

    private static string At(string name, int block) => name.Replace("{i}", $"{block}", StringComparison.Ordinal);
}
