using System.Text.RegularExpressions;
using Atelier.Torch.Weights;

namespace Atelier.Models.Dialects;

/// <summary>CLIP text encoders inside single files of Stable Diffusion: transformers' names behind a prefix, or OpenCLIP's own.</summary>
public static partial class ClipTextNames
{
    private const string Transformers = "text_model.embeddings.token_embedding.weight";
    private const string OpenClip = "transformer.resblocks.0.attn.in_proj_weight";

    private static readonly string[] Projections = ["q_proj", "k_proj", "v_proj"];

    private static readonly (string OpenClip, string Transformers)[] Parts =
    [
        ("attn.out_proj.", "self_attn.out_proj."), ("ln_1.", "layer_norm1."), ("ln_2.", "layer_norm2."), ("mlp.c_fc.", "mlp.fc1."), ("mlp.c_proj.", "mlp.fc2."),
    ];

    private static readonly (string OpenClip, string Transformers)[] Ends =
    [
        ("token_embedding.weight", Transformers),
        ("positional_embedding", "text_model.embeddings.position_embedding.weight"),
        ("ln_final.weight", "text_model.final_layer_norm.weight"),
        ("ln_final.bias", "text_model.final_layer_norm.bias"),
    ];

    /// <summary>The tensors of the first text encoder of a file (CLIP ViT-L) under transformers' names.</summary>
    /// <param name="source">A file with one of the dialects; one without prefix comes back as it is.</param>
    public static ITensorSource Clip(ITensorSource source) => Prefixes.Find(source, Transformers, "cond_stage_model.transformer.") switch
    {
        null or "" => source,
        var prefix => new TranslatedTensors(source, source.Names
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal) && !n.EndsWith("position_ids", StringComparison.Ordinal))
            .ToDictionary(n => n[prefix.Length..], n => new TensorRecipe(n, TensorCut.Whole))),
    };

    /// <summary>The tensors of an OpenCLIP text encoder (SDXL's second, SD2's only) under transformers' names.</summary>
    /// <param name="source">A file of the dialect; another comes back as it is.</param>
    public static ITensorSource Open(ITensorSource source)
    {
        if (Prefixes.Find(source, OpenClip, "conditioner.embedders.1.model.") is not { } prefix)
            return source;
        var recipes = new Dictionary<string, TensorRecipe>();
        foreach (var (theirs, ours) in Ends)
            recipes.Add(ours, new(prefix + theirs, TensorCut.Whole));
        // SD2 was trained without the projection, although its files have one.
        if (!prefix.StartsWith("cond_stage_model.", StringComparison.Ordinal))
            recipes.Add("text_projection.weight", new($"{prefix}text_projection", new() { Transpose = true }));
        foreach (var name in source.Names)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && Layer().Match(name[prefix.Length..]) is { Success: true } layer)
                AddLayer(recipes, source, name, $"text_model.encoder.layers.{layer.Groups[1].Value}.", layer.Groups[2].Value);
        }

        return new TranslatedTensors(source, recipes);
    }

    /// <summary>Where each tensor of an OpenCLIP text encoder is in a file of the dialect.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="projection">Whether the text's vector is projected.</param>
    /// <param name="prefix">What the file puts before the names.</param>
    public static IReadOnlyDictionary<string, TensorRecipe> OpenRecipes(Text.Clip.ClipTextConfig config, bool projection, string prefix = "")
    {
        var recipes = Ends.ToDictionary(e => e.Transformers, e => new TensorRecipe(prefix + e.OpenClip, TensorCut.Whole));
        if (projection)
            recipes.Add("text_projection.weight", new($"{prefix}text_projection", new() { Transpose = true }));
        string[] kinds = ["weight", "bias"];
        for (var i = 0; i < config.NumHiddenLayers; i++)
        {
            var (ours, theirs) = ($"text_model.encoder.layers.{i}.", $"{prefix}transformer.resblocks.{i}.");
            foreach (var kind in kinds)
            {
                foreach (var (part, transformers) in Parts)
                    recipes.Add($"{ours}{transformers}{kind}", new($"{theirs}{part}{kind}", TensorCut.Whole));
                for (var p = 0; p < Projections.Length; p++)
                {
                    recipes.Add($"{ours}self_attn.{Projections[p]}.{kind}",
                        new($"{theirs}attn.in_proj_{kind}", new() { Start = p * config.HiddenSize, Length = config.HiddenSize }));
                }
            }
        }

        return recipes;
    }

    private static void AddLayer(Dictionary<string, TensorRecipe> recipes, ITensorSource source, string name, string ours, string part)
    {
        if (part is "attn.in_proj_weight" or "attn.in_proj_bias")
        {
            var rows = source.ShapeOf(name)[0] / 3;
            for (var i = 0; i < 3; i++)
                recipes.Add($"{ours}self_attn.{Projections[i]}.{part["attn.in_proj_".Length..]}", new(name, new() { Start = i * rows, Length = rows }));
            return;
        }

        foreach (var (theirs, transformers) in Parts)
        {
            if (part.StartsWith(theirs, StringComparison.Ordinal))
                recipes.Add(ours + transformers + part[theirs.Length..], new(name, TensorCut.Whole));
        }
    }

    [GeneratedRegex(@"^transformer\.resblocks\.(\d+)\.(.+)$")]
    private static partial Regex Layer();
}
