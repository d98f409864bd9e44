using System.Text.RegularExpressions;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Vision.Clip;

/// <summary>A CLIP pair under the names of open_clip and OpenAI, seen under those of transformers. Disposing it leaves the source open.</summary>
public sealed partial class OpenClipTensors : ITensorSource
{
    // Name there, name here; blocks follow by their own table.
    private static readonly (string There, string Here, bool Transposed)[] Outside =
    [
        ("logit_scale", "logit_scale", false),
        ("token_embedding.weight", "text_model.embeddings.token_embedding.weight", false),
        ("positional_embedding", "text_model.embeddings.position_embedding.weight", false),
        ("ln_final.weight", "text_model.final_layer_norm.weight", false),
        ("ln_final.bias", "text_model.final_layer_norm.bias", false),
        ("text_projection", "text_projection.weight", true),
        ("visual.class_embedding", "vision_model.embeddings.class_embedding", false),
        ("visual.conv1.weight", "vision_model.embeddings.patch_embedding.weight", false),
        ("visual.positional_embedding", "vision_model.embeddings.position_embedding.weight", false),
        ("visual.ln_pre.weight", "vision_model.pre_layrnorm.weight", false),
        ("visual.ln_pre.bias", "vision_model.pre_layrnorm.bias", false),
        ("visual.ln_post.weight", "vision_model.post_layernorm.weight", false),
        ("visual.ln_post.bias", "vision_model.post_layernorm.bias", false),
        ("visual.proj", "visual_projection.weight", true),
    ];

    private static readonly Dictionary<string, string> Blocks = new()
    {
        ["ln_1"] = "layer_norm1",
        ["attn.out_proj"] = "self_attn.out_proj",
        ["ln_2"] = "layer_norm2",
        ["mlp.c_fc"] = "mlp.fc1",
        ["mlp.c_proj"] = "mlp.fc2",
    };

    private readonly ITensorSource _source;
    private readonly Dictionary<string, (string There, int? Third, bool Transposed)> _names = [];

    /// <summary>Looks at a source.</summary>
    public OpenClipTensors(ITensorSource source)
    {
        _source = source;
        var outside = Outside.ToDictionary(o => o.There);
        foreach (var there in source.Names)
        {
            if (outside.TryGetValue(there, out var known))
                _names.Add(known.Here, (there, null, known.Transposed));
            else if (BlockName().Match(there) is { Success: true } block)
                AddBlock(block, there);
            else if (there != "attn_mask")
                _names.Add(there, (there, null, false));
        }
    }

    /// <inheritdoc/>
    public string Path => _source.Path;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _names.Keys;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => _source.Metadata;

    /// <inheritdoc/>
    public long[] ShapeOf(string name)
    {
        var (there, third, transposed) = Find(name);
        var shape = _source.ShapeOf(there);
        if (third is not null)
            shape = [shape[0] / 3, .. shape[1..]];
        return transposed ? [.. shape.Reverse()] : shape;
    }

    /// <inheritdoc/>
    public Tensor Read(string name)
    {
        var (there, third, transposed) = Find(name);
        var tensor = _source.Read(there);
        if (third is { } part)
            tensor = tensor.Chunk(3, 0)[part].Contiguous();
        return transposed ? tensor.Transpose(0, 1).Contiguous() : tensor;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void AddBlock(Match block, string there)
    {
        var (visual, number, part, kind) = (block.Groups[1].Length > 0, block.Groups[2].Value, block.Groups[3].Value, block.Groups[4].Value);
        var layer = $"{(visual ? "vision" : "text")}_model.encoder.layers.{number}";
        if (part == "attn.in_proj")
        {
            // Rows of query, key and value stand on top of each other.
            foreach (var (projection, third) in new[] { ("q", 0), ("k", 1), ("v", 2) })
                _names.Add($"{layer}.self_attn.{projection}_proj.{kind}", (there, third, false));
        }
        else
        {
            _names.Add(Blocks.TryGetValue(part, out var here) ? $"{layer}.{here}.{kind}" : there, (there, null, false));
        }
    }

    private (string There, int? Third, bool Transposed) Find(string name) => _names.TryGetValue(name, out var found)
        ? found
        : throw new WeightException($"{Path} has no tensor for '{name}'.");

    [GeneratedRegex(@"^(visual\.)?transformer\.resblocks\.(\d+)\.(.+?)[._](weight|bias)$")]
    private static partial Regex BlockName();
}
