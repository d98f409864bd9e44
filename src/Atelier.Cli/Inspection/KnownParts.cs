using Atelier.Torch.Weights;

namespace Atelier.Cli.Inspection;

/// <summary>Names, by tensors that nothing else has, the networks and files that are read but not converted.</summary>
internal static class KnownParts
{
    // A part is there where a file has all of its tensors, by their whole names or by their ends after a dot.
    private static readonly (string Family, string Title, string[] Markers)[] Table =
    [
        ("T5", "UMT5 text encoder", ["encoder.block.1.layer.0.SelfAttention.relative_attention_bias.weight"]),
        ("T5", "T5 text encoder", ["encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"]),
        ("T5", "T5 text encoder", ["enc.blk.0.attn_rel_b.weight"]),
        ("BERT", "BERT text encoder", ["embeddings.word_embeddings.weight", "encoder.layer.0.attention.self.query.weight"]),
        ("CLIP", "CLIP image encoder", ["vision_model.embeddings.class_embedding", "vision_model.embeddings.patch_embedding.weight"]),
        ("SigLIP", "SigLIP image encoder", ["vision_model.embeddings.patch_embedding.bias"]),
        ("DINOv2", "DINOv2 image encoder with registers", ["embeddings.register_tokens", "encoder.layer.0.layer_scale1.lambda1"]),
        ("DINOv2", "DINOv2 image encoder", ["encoder.layer.0.layer_scale1.lambda1"]),
        ("FLUX", "FLUX Redux image embedder", ["redux_up.weight"]),
        ("control", "Stable Diffusion control network, original names", ["input_hint_block.0.weight", "zero_convs.0.0.weight"]),
        ("control", "Stable Diffusion control network, diffusers' names", ["controlnet_cond_embedding.conv_in.weight"]),
        ("FLUX", "FLUX control network", ["controlnet_x_embedder.weight"]),
        ("T2I", "T2I adapter", ["adapter.body.0.resnets.0.block1.weight"]),
        ("tiny", "tiny autoencoder", ["encoder.layers.0.weight", "decoder.layers.0.weight"]),
        ("upscaler", "upscaler, Real-ESRGAN (RRDB)", ["conv_first.weight", "body.0.rdb1.conv1.weight", "conv_last.weight"]),
        ("upscaler", "upscaler, BSRGAN or ESRGAN (RRDB)", ["RRDB_trunk.0.RDB1.conv1.weight", "HRconv.weight"]),
        ("upscaler", "upscaler, ESRGAN's first names (RRDB)", ["model.0.weight", "model.1.sub.0.RDB1.conv1.0.weight"]),
        ("upscaler", "upscaler, compact (SRVGGNet)", ["body.0.weight", "body.1.weight", "body.2.bias"]),
        ("IP-Adapter", "IP-Adapter Plus", ["image_proj.latents", "1.to_k_ip.weight"]),
        ("IP-Adapter", "IP-Adapter", ["image_proj.proj.weight", "1.to_k_ip.weight"]),
        ("IP-Adapter", "IP-Adapter, full face", ["image_proj.proj.0.weight", "1.to_k_ip.weight"]),
        ("inversion", "textual inversion for Stable Diffusion XL", ["clip_l", "clip_g"]),
        ("inversion", "textual inversion", ["emb_params"]),
        ("inversion", "textual inversion", ["string_to_param.*"]),
    ];

    /// <summary>Titles of the parts in a file; of one family only the first that fits.</summary>
    public static IReadOnlyList<string> Of(ITensorSource source)
    {
        var names = source.Names.SelectMany(Ends).ToHashSet(StringComparer.Ordinal);
        return [.. Table.Where(row => row.Markers.All(names.Contains)).DistinctBy(row => row.Family).Select(row => row.Title)];
    }

    private static IEnumerable<string> Ends(string name)
    {
        yield return name;
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
            yield return name[(dot + 1)..];
    }
}
