using System.Text.Json;
using Atelier.Models.Configs;
using Atelier.Models.Dialects;
using Atelier.Models.Text.Clip;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion.Networks;

/// <summary>OpenCLIP's text encoders, which single files hold under OpenCLIP's names: the second of Stable Diffusion XL, the only one of 2.</summary>
internal sealed class OpenClipTextKind : NetworkKind
{
    // Stable Diffusion 2 leaves out the projection and the last block.
    private const string Second = "cond_stage_model.";

    public override WeightFamily Family => WeightFamily.OpenClipText;

    public override string Title => "OpenCLIP text encoder";

    public override (string Library, string Class) Class => ("transformers", "CLIPTextModelWithProjection");

    public override string Folder => "text_encoder_2";

    public override string FileName => "model.safetensors";

    public override string Architecture(ITensorSource source) => "clip";

    public override string WholePrefix => "conditioner.embedders.1.model.";

    // Under transformers' names it looks like any other; its config tells.
    private protected override (string Marker, string Beside) DiffusersMarkers => ("text_model.embeddings.token_embedding.weight", "text_model.none");

    private protected override (string Marker, string Beside) OriginalMarkers => ("transformer.resblocks.0.attn.in_proj_weight", "token_embedding.weight");

    public override string FolderOf(string prefix) => prefix.StartsWith(Second, StringComparison.Ordinal) ? "text_encoder" : Folder;

    public override Module Make(ITensorSource source, WeightLayout layout, JsonElement? config) => new ClipTextModel(
        config is { } json ? ModelConfig.Read<ClipTextConfig>(json) : Sizes(source, layout),
        !layout.Prefix.StartsWith(Second, StringComparison.Ordinal) &&
        source.Names.Contains(layout.Prefix + (layout.Names == WeightNames.Original ? "text_projection" : "text_projection.weight")));

    public override string ConfigOf(Module network) =>
        ConfigText(((ClipTextModel)network).Config, HasProjection(network) ? Class.Class : "CLIPTextModel");

    public override IReadOnlyDictionary<string, TensorRecipe> Recipes(Module network, string prefix) =>
        ClipTextNames.OpenRecipes(((ClipTextModel)network).Config, HasProjection(network), prefix);

    private static bool HasProjection(Module network) => network.Parameters().Any(p => p.Name == "text_projection.weight");

    private static ClipTextConfig Sizes(ITensorSource source, WeightLayout layout)
    {
        var tokens = Shape(source, layout.Prefix + "token_embedding.weight", "the vocabulary");
        if (tokens[1] % 64 != 0)
            throw new WeightException($"{source.Path}: CLIP's heads are 64 wide, its stream {tokens[1]}; give the network's config.json.");
        var projection = layout.Prefix + "text_projection";
        return new()
        {
            VocabSize = (int)tokens[0],
            HiddenSize = (int)tokens[1],
            IntermediateSize = (int)Shape(source, layout.Prefix + "transformer.resblocks.0.mlp.c_fc.weight", "the inner width")[0],
            NumHiddenLayers = Count(source, layout.Prefix + "transformer.resblocks.{i}.mlp.c_fc.weight") - (layout.Prefix.StartsWith(Second, StringComparison.Ordinal) ? 1 : 0),
            NumAttentionHeads = (int)(tokens[1] / 64),
            MaxPositionEmbeddings = (int)Shape(source, layout.Prefix + "positional_embedding", "the longest text")[0],
            ProjectionDim = source.Names.Contains(projection) ? (int)source.ShapeOf(projection)[1] : (int)tokens[1],
            HiddenAct = "gelu",
        };
    }
}
