using Atelier.Models.Dialects;
using Atelier.Torch.Weights;

namespace Atelier.Models.Flux;

/// <summary>The single-file dialect of Black Forest Labs: its layers, and how they become diffusers'.</summary>
public static class FluxBflNames
{
    private const string Marker = "img_in.weight";

    private static readonly FluxBflRow[] Ends =
    [
        new("img_in", ["x_embedder"]),
        new("txt_in", ["context_embedder"]),
        new("time_in.in_layer", ["time_text_embed.timestep_embedder.linear_1"]),
        new("time_in.out_layer", ["time_text_embed.timestep_embedder.linear_2"]),
        new("vector_in.in_layer", ["time_text_embed.text_embedder.linear_1"]),
        new("vector_in.out_layer", ["time_text_embed.text_embedder.linear_2"]),
        new("guidance_in.in_layer", ["time_text_embed.guidance_embedder.linear_1"]),
        new("guidance_in.out_layer", ["time_text_embed.guidance_embedder.linear_2"]),
        new("final_layer.linear", ["proj_out"]),
        new("final_layer.adaLN_modulation.1", ["norm_out.linear"], SwapHalves: true), // shift, scale there; scale, shift here
    ];

    private static readonly FluxBflRow[] Doubles =
    [
        new("double_blocks.{i}.img_mod.lin", ["transformer_blocks.{i}.norm1.linear"]),
        new("double_blocks.{i}.txt_mod.lin", ["transformer_blocks.{i}.norm1_context.linear"]),
        new("double_blocks.{i}.img_attn.qkv", ["transformer_blocks.{i}.attn.to_q", "transformer_blocks.{i}.attn.to_k", "transformer_blocks.{i}.attn.to_v"]),
        new(
            "double_blocks.{i}.txt_attn.qkv",
            ["transformer_blocks.{i}.attn.add_q_proj", "transformer_blocks.{i}.attn.add_k_proj", "transformer_blocks.{i}.attn.add_v_proj"]),
        new("double_blocks.{i}.img_attn.proj", ["transformer_blocks.{i}.attn.to_out.0"]),
        new("double_blocks.{i}.txt_attn.proj", ["transformer_blocks.{i}.attn.to_add_out"]),
        new("double_blocks.{i}.img_mlp.0", ["transformer_blocks.{i}.ff.net.0.proj"]),
        new("double_blocks.{i}.img_mlp.2", ["transformer_blocks.{i}.ff.net.2"]),
        new("double_blocks.{i}.txt_mlp.0", ["transformer_blocks.{i}.ff_context.net.0.proj"]),
        new("double_blocks.{i}.txt_mlp.2", ["transformer_blocks.{i}.ff_context.net.2"]),
    ];

    private static readonly FluxBflRow[] Singles =
    [
        new("single_blocks.{i}.modulation.lin", ["single_transformer_blocks.{i}.norm.linear"]),
        new(
            "single_blocks.{i}.linear1",
            [
                "single_transformer_blocks.{i}.attn.to_q", "single_transformer_blocks.{i}.attn.to_k", "single_transformer_blocks.{i}.attn.to_v",
                "single_transformer_blocks.{i}.proj_mlp",
            ]),
        new("single_blocks.{i}.linear2", ["single_transformer_blocks.{i}.proj_out"]),
    ];

    private static readonly (string Bfl, string Diffusers)[] DoubleNorms =
    [
        ("double_blocks.{i}.img_attn.norm.query_norm.scale", "transformer_blocks.{i}.attn.norm_q.weight"),
        ("double_blocks.{i}.img_attn.norm.key_norm.scale", "transformer_blocks.{i}.attn.norm_k.weight"),
        ("double_blocks.{i}.txt_attn.norm.query_norm.scale", "transformer_blocks.{i}.attn.norm_added_q.weight"),
        ("double_blocks.{i}.txt_attn.norm.key_norm.scale", "transformer_blocks.{i}.attn.norm_added_k.weight"),
    ];

    private static readonly (string Bfl, string Diffusers)[] SingleNorms =
    [
        ("single_blocks.{i}.norm.query_norm.scale", "single_transformer_blocks.{i}.attn.norm_q.weight"),
        ("single_blocks.{i}.norm.key_norm.scale", "single_transformer_blocks.{i}.attn.norm_k.weight"),
    ];

    /// <summary>True where a file has the single-file names, with or without a prefix.</summary>
    public static bool Fits(ITensorSource source) => Prefixes.Find(source, Marker) is not null;

    /// <summary>The tensors of a file under diffusers' names; a file that has these already comes back as it is.</summary>
    /// <param name="source">Weights in either dialect.</param>
    /// <param name="config">Sizes, which say where fused rows are cut.</param>
    public static ITensorSource Translate(ITensorSource source, FluxConfig config)
    {
        return Prefixes.Find(source, Marker) is { } prefix ? new TranslatedTensors(source, Recipes(config, prefix)) : source;
    }

    /// <summary>Where each tensor of diffusers' names is in a single file.</summary>
    /// <param name="config">Sizes, which say where fused rows are cut.</param>
    /// <param name="prefix">What stands before the file's names.</param>
    public static IReadOnlyDictionary<string, TensorRecipe> Recipes(FluxConfig config, string prefix = "")
    {
        var recipes = new Dictionary<string, TensorRecipe>();
        foreach (var row in Rows(config))
        {
            long start = 0;
            foreach (var layer in row.Layers)
            {
                var length = layer.EndsWith("proj_mlp", StringComparison.Ordinal) ? 4L * config.Width : config.Width;
                var cut = row.Layers.Length > 1 ? new TensorCut { Start = start, Length = length } : new TensorCut { SwapHalves = row.SwapHalves };
                foreach (var part in (string[])["weight", "bias"])
                    recipes.Add($"{layer}.{part}", new($"{prefix}{row.Bfl}.{part}", cut));
                start += length;
            }
        }

        foreach (var (bfl, diffusers) in Norms(config))
            recipes.Add(diffusers, new($"{prefix}{bfl}", TensorCut.Whole));
        return recipes;
    }

    /// <summary>All layers with weights and biases.</summary>
    internal static IEnumerable<FluxBflRow> Rows(FluxConfig config) =>
    [
        .. Ends,
        .. Enumerable.Range(0, config.NumLayers).SelectMany(i => Doubles.Select(r => r.At(i))),
        .. Enumerable.Range(0, config.NumSingleLayers).SelectMany(i => Singles.Select(r => r.At(i))),
    ];

    /// <summary>The scales of query and key norms.</summary>
    internal static IEnumerable<(string Bfl, string Diffusers)> Norms(FluxConfig config) =>
    [
        .. Enumerable.Range(0, config.NumLayers).SelectMany(i => DoubleNorms.Select(n => At(n, i))),
        .. Enumerable.Range(0, config.NumSingleLayers).SelectMany(i => SingleNorms.Select(n => At(n, i))),
    ];

    private static (string Bfl, string Diffusers) At((string Bfl, string Diffusers) names, int block) =>
        (names.Bfl.Replace("{i}", $"{block}", StringComparison.Ordinal), names.Diffusers.Replace("{i}", $"{block}", StringComparison.Ordinal));
}
