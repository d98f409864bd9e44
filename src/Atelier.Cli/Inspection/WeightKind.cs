namespace Atelier.Cli.Inspection;

/// <summary>Recognises what a file of weights is for by the names of its tensors.</summary>
internal static class WeightKind
{
    // The first row that fits; a name begins with the mark, or has it after a dot.
    private static readonly (string Mark, string Kind)[] Kinds =
    [
        ("conditioner.embedders.1.model.", "checkpoint of Stable Diffusion XL"),
        ("cond_stage_model.transformer.", "checkpoint of Stable Diffusion 1"),
        ("cond_stage_model.model.", "checkpoint of Stable Diffusion 2"),
        ("input_hint_block.", "control network of Stable Diffusion, original names"),
        ("controlnet_cond_embedding.", "control network of Stable Diffusion"),
        ("controlnet_x_embedder.", "control network of FLUX"),
        ("ip_adapter.", "image adapter (IP-Adapter)"),
        ("double_blocks.0.img_attn.qkv.weight", "FLUX transformer, original names"),
        ("single_transformer_blocks.0.attn.to_q.weight", "FLUX transformer"),
        ("input_blocks.0.0.weight", "UNet of Stable Diffusion, original names"),
        ("down_blocks.0.resnets.0.time_emb_proj.weight", "UNet of Stable Diffusion"),
        ("decoder.mid_block.resnets.0.norm1.weight", "autoencoder"),
        ("decoder.mid.block_1.norm1.weight", "autoencoder, original names"),
        ("string_to_param.", "embedding of textual inversion"),
        ("emb_params", "embedding of textual inversion"),
        ("clip_g", "embedding of textual inversion for SDXL"),
    ];

    private static readonly string[] Adapters = [".lora_A.", ".lora_B.", ".lora_down.", ".lora_up.", ".hada_w1_a", ".lokr_w1", "_lora.down.", ".lora.down."];

    /// <summary>What it is, or null where nothing is recognised.</summary>
    public static string? Of(IReadOnlyCollection<string> names)
    {
        if (names.Any(n => Adapters.Any(a => n.Contains(a, StringComparison.Ordinal))))
            return "adapter (LoRA and the like)";
        foreach (var (mark, kind) in Kinds)
        {
            if (names.Any(n => n.StartsWith(mark, StringComparison.Ordinal) || n.Contains($".{mark}", StringComparison.Ordinal)))
                return kind;
        }

        return null;
    }
}
