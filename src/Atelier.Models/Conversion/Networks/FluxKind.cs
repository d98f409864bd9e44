using System.Text.Json;
using Atelier.Models.Configs;
using Atelier.Models.Dialects;
using Atelier.Models.Flux;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion.Networks;

/// <summary>FLUX.1 transformers.</summary>
internal sealed class FluxKind : NetworkKind
{
    public override WeightFamily Family => WeightFamily.Flux;

    public override string Title => "FLUX transformer";

    public override (string Library, string Class) Class => ("diffusers", "FluxTransformer2DModel");

    public override string Folder => "transformer";

    public override string Architecture(ITensorSource source) => "flux";

    public override string WholePrefix => "model.diffusion_model.";

    public override string? LoraPrefix => "transformer.";

    private protected override (string Marker, string Beside) DiffusersMarkers => ("single_transformer_blocks.0.proj_mlp.weight", "x_embedder.weight");

    private protected override (string Marker, string Beside) OriginalMarkers => ("single_blocks.0.linear1.weight", "img_in.weight");

    public override Module Make(ITensorSource source, WeightLayout layout, JsonElement? config) =>
        new FluxTransformer(config is { } json ? ModelConfig.Read<FluxConfig>(json) : Sizes(source, layout));

    public override string ConfigOf(Module network) => ConfigText(((FluxTransformer)network).Config);

    public override IReadOnlyDictionary<string, TensorRecipe> Recipes(Module network, string prefix) =>
        FluxBflNames.Recipes(((FluxTransformer)network).Config, prefix);

    private static FluxConfig Sizes(ITensorSource source, WeightLayout layout)
    {
        var original = layout.Names == WeightNames.Original;
        string Name(string theirs, string ours) => layout.Prefix + (original ? theirs : ours);
        var image = Shape(source, Name("img_in.weight", "x_embedder.weight"), "the width");
        var text = Shape(source, Name("txt_in.weight", "context_embedder.weight"), "the width of the text");
        var head = Shape(source, Name("single_blocks.0.norm.query_norm.scale", "single_transformer_blocks.0.attn.norm_q.weight"), "the width of a head")[0];
        var output = Shape(source, Name("final_layer.linear.weight", "proj_out.weight"), "the output's channels")[0];
        var pooled = Name("vector_in.in_layer.weight", "time_text_embed.text_embedder.linear_1.weight");
        if (head != FluxConfig.Dev.AttentionHeadDim)
            throw new WeightException($"{source.Path}: heads are {head} wide, FLUX.1's {FluxConfig.Dev.AttentionHeadDim}; how positions share them is not in the file, give the network's config.json.");
        return new()
        {
            InChannels = (int)image[1],
            OutChannels = output == image[1] ? null : (int)output,
            NumLayers = Count(source, Name("double_blocks.{i}.img_attn.qkv.weight", "transformer_blocks.{i}.attn.to_q.weight")),
            NumSingleLayers = Count(source, Name("single_blocks.{i}.linear1.weight", "single_transformer_blocks.{i}.proj_mlp.weight")),
            AttentionHeadDim = (int)head,
            NumAttentionHeads = (int)(image[0] / head),
            JointAttentionDim = (int)text[1],
            PooledProjectionDim = source.Names.Contains(pooled) ? (int)source.ShapeOf(pooled)[1] : 0,
            GuidanceEmbeds = source.Names.Contains(Name("guidance_in.in_layer.weight", "time_text_embed.guidance_embedder.linear_1.weight")),
        };
    }
}
