using System.Text.Json;
using Atelier.Models.Configs;
using Atelier.Models.Dialects;
using Atelier.Models.UNet;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion.Networks;

/// <summary>UNets of Stable Diffusion.</summary>
internal sealed class UNetKind : NetworkKind
{
    // By the width of the text that they look at.
    private static readonly Dictionary<long, UNetConfig> Public = new()
    {
        [768] = UNetConfig.StableDiffusion15,
        [1024] = UNetConfig.StableDiffusion15 with { CrossAttentionDim = 1024, AttentionHeadDim = PerBlock<int>.Each(5, 10, 20, 20), UseLinearProjection = true },
        [2048] = UNetConfig.StableDiffusionXL,
    };

    public override WeightFamily Family => WeightFamily.UNet;

    public override string Title => "Stable Diffusion UNet";

    public override (string Library, string Class) Class => ("diffusers", "UNet2DConditionModel");

    public override string Folder => "unet";

    public override string Architecture(ITensorSource source) =>
        source.Names.Any(n => n.Contains("label_emb.", StringComparison.Ordinal) || n.Contains("add_embedding.", StringComparison.Ordinal)) ? "sdxl" : "sd1";

    public override string WholePrefix => "model.diffusion_model.";

    public override string OwnPrefix => WholePrefix;

    public override string? LoraPrefix => "unet.";

    private protected override (string Marker, string Beside) DiffusersMarkers => ("time_embedding.linear_1.weight", "up_blocks.0.resnets.0.conv1.weight");

    private protected override (string Marker, string Beside) OriginalMarkers => ("input_blocks.0.0.weight", "output_blocks.0.0.in_layers.0.weight");

    public override Module Make(ITensorSource source, WeightLayout layout, JsonElement? config) =>
        new UNetModel(config is { } json ? ModelConfig.Read<UNetConfig>(json) : Sizes(source, layout));

    public override string ConfigOf(Module network) => ConfigText(((UNetModel)network).Config);

    public override IReadOnlyDictionary<string, TensorRecipe> Recipes(Module network, string prefix) => LdmUNetNames.Recipes((UNetModel)network, prefix);

    private static UNetConfig Sizes(ITensorSource source, WeightLayout layout)
    {
        var original = layout.Names == WeightNames.Original;
        var keys = source.Names.FirstOrDefault(n => n.StartsWith(layout.Prefix, StringComparison.Ordinal) && n.EndsWith(".attn2.to_k.weight", StringComparison.Ordinal));
        var text = keys is null ? 0 : source.ShapeOf(keys)[1];
        if (!Public.TryGetValue(text, out var config))
            throw new WeightException($"{source.Path}: the UNet looks at text {text} wide; known are {string.Join(", ", Public.Keys)}. Give the network's config.json.");
        var input = Shape(source, layout.Prefix + (original ? "input_blocks.0.0.weight" : "conv_in.weight"), "the number of input channels");
        return config with { InChannels = (int)input[1] };
    }
}
