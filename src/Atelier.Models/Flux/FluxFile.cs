using System.Globalization;
using Atelier.Models.Configs;
using Atelier.Models.Dialects;
using Atelier.Torch.Weights;

namespace Atelier.Models.Flux;

/// <summary>Single files of a FLUX transformer, in Black Forest Labs' or diffusers' names, with any prefix, told by their tensors.</summary>
public static class FluxFile
{
    private const string BflMarker = "double_blocks.0.img_attn.qkv.weight";
    private const string Marker = "transformer_blocks.0.attn.add_q_proj.weight";

    /// <summary>True where a file holds such a transformer.</summary>
    public static bool Fits(ITensorSource source) =>
        Prefixes.Find(source, BflMarker) is not null || (Prefixes.Find(source, Marker) is { } prefix && source.Names.Contains($"{prefix}single_transformer_blocks.0.proj_out.weight"));

    /// <summary>Sizes by the shapes of the tensors; how a head is divided among the position axes is not among them, and is FLUX.1's.</summary>
    /// <exception cref="ConfigException">The file holds no such transformer.</exception>
    public static FluxConfig ConfigOf(ITensorSource source)
    {
        var bfl = Prefixes.Find(source, BflMarker) is not null;
        var prefix = Prefixes.Find(source, bfl ? BflMarker : Marker) ??
            throw new ConfigException($"{source.Path} holds no FLUX transformer: it has neither {BflMarker} nor {Marker}.");
        long[] Shape(string theirs, string ours) => source.ShapeOf(prefix + (bfl ? theirs : ours));
        bool Has(string theirs, string ours) => source.Names.Contains(prefix + (bfl ? theirs : ours));
        int Count(string theirs, string ours)
        {
            var start = prefix + (bfl ? theirs : ours);
            return source.Names.Where(n => n.StartsWith(start, StringComparison.Ordinal))
                .Max(n => int.Parse(n.AsSpan(start.Length, n.IndexOf('.', start.Length) - start.Length), CultureInfo.InvariantCulture)) + 1;
        }

        var input = Shape("img_in.weight", "x_embedder.weight");
        var head = (int)Shape("double_blocks.0.img_attn.norm.key_norm.scale", "transformer_blocks.0.attn.norm_k.weight")[0];
        return new()
        {
            InChannels = (int)input[1],
            OutChannels = (int)Shape("final_layer.linear.weight", "proj_out.weight")[0],
            NumLayers = Count("double_blocks.", "transformer_blocks."),
            NumSingleLayers = Count("single_blocks.", "single_transformer_blocks."),
            AttentionHeadDim = head,
            NumAttentionHeads = (int)input[0] / head,
            JointAttentionDim = (int)Shape("txt_in.weight", "context_embedder.weight")[1],
            PooledProjectionDim = (int)Shape("vector_in.in_layer.weight", "time_text_embed.text_embedder.linear_1.weight")[1],
            GuidanceEmbeds = Has("guidance_in.in_layer.weight", "time_text_embed.guidance_embedder.linear_1.weight"),
            AxesDimsRope = Axes(head),
        };
    }

    /// <summary>The tensors under diffusers' names without a prefix.</summary>
    /// <param name="source">The file; disposed with the result.</param>
    /// <param name="config">Sizes.</param>
    public static ITensorSource Translate(ITensorSource source, FluxConfig config)
    {
        if (Prefixes.Find(source, BflMarker) is not null)
            return FluxBflNames.Translate(source, config);
        var prefix = Prefixes.Find(source, Marker) ?? "";
        return prefix.Length == 0 ? source : new TranslatedTensors(source, source.Names
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(n => n[prefix.Length..], n => new TensorRecipe(n, TensorCut.Whole)));
    }

    // An eighth for the index of the picture, the rest in halves for row and column: 16, 56, 56 of 128.
    private static int[] Axes(int head)
    {
        var first = Math.Max(2, head / 16 * 2);
        var half = (head - first) / 4 * 2;
        return [head - (2 * half), half, half];
    }
}
