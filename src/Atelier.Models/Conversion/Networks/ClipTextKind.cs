using System.Text.Json;
using Atelier.Models.Configs;
using Atelier.Models.Dialects;
using Atelier.Models.Text.Clip;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion.Networks;

/// <summary>CLIP text encoders; single files have transformers' own names behind a prefix.</summary>
internal sealed class ClipTextKind : NetworkKind
{
    private const string Tokens = "text_model.embeddings.token_embedding.weight";

    public override WeightFamily Family => WeightFamily.ClipText;

    public override string Title => "CLIP text encoder";

    public override (string Library, string Class) Class => ("transformers", "CLIPTextModel");

    public override string Folder => "text_encoder";

    public override string FileName => "model.safetensors";

    public override string Architecture(ITensorSource source) => "clip";

    public override string WholePrefix => "cond_stage_model.transformer.";

    private protected override (string Marker, string Beside) DiffusersMarkers => (Tokens, "text_model.final_layer_norm.weight");

    // There are no other names; whatever stands before them is taken off.
    private protected override (string Marker, string Beside) OriginalMarkers => (Tokens, "text_model.final_layer_norm.bias.none");

    // Stable Diffusion 2 and XL have OpenCLIP's encoders, with names of their own.
    public override bool SharesFiles(Module network) => ((ClipTextModel)network).Config.HiddenSize is not (1024 or 1280);

    public override Module Make(ITensorSource source, WeightLayout layout, JsonElement? config) =>
        new ClipTextModel(config is { } json ? ModelConfig.Read<ClipTextConfig>(json) : Sizes(source, layout), source.Names.Contains(layout.Prefix + "text_projection.weight"));

    public override string ConfigOf(Module network) => ConfigText(((ClipTextModel)network).Config);

    public override IReadOnlyDictionary<string, TensorRecipe> Recipes(Module network, string prefix) =>
        network.Parameters().ToDictionary(p => p.Name, p => new TensorRecipe(prefix + p.Name, TensorCut.Whole));

    private static ClipTextConfig Sizes(ITensorSource source, WeightLayout layout)
    {
        var tokens = Shape(source, layout.Prefix + Tokens, "the vocabulary");
        var inner = Shape(source, layout.Prefix + "text_model.encoder.layers.0.mlp.fc1.weight", "the inner width");
        if (tokens[1] % 64 != 0)
            throw new WeightException($"{source.Path}: CLIP's heads are 64 wide, its stream {tokens[1]}; give the network's config.json.");
        return new()
        {
            VocabSize = (int)tokens[0],
            HiddenSize = (int)tokens[1],
            IntermediateSize = (int)inner[0],
            NumHiddenLayers = Count(source, layout.Prefix + "text_model.encoder.layers.{i}.mlp.fc1.weight"),
            NumAttentionHeads = (int)(tokens[1] / 64),
            MaxPositionEmbeddings = (int)Shape(source, layout.Prefix + "text_model.embeddings.position_embedding.weight", "the longest text")[0],
        };
    }
}
