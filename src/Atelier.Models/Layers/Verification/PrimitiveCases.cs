using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Layers.Verification;

/// <summary>Recorded layers of diffusion transformers: embeddings, norms, rotations, position tables, feed-forwards, attention.</summary>
public sealed class PrimitiveCases : ICaseRunner
{
    private static readonly Dictionary<string, Action<GoldenCase, CaseReport>> Runs = new()
    {
        ["get_timestep_embedding"] = EmbeddingCases.Timesteps,
        ["CombinedTimestepGuidanceTextProjEmbeddings"] = EmbeddingCases.Combined,
        ["CombinedTimestepTextProjEmbeddings"] = EmbeddingCases.Combined,
        ["PixArtAlphaCombinedTimestepSizeEmbeddings"] = EmbeddingCases.Sizes,
        ["PatchEmbed"] = PositionCases.Patches,
        ["get_2d_sincos_pos_embed"] = PositionCases.Sinusoids,
        ["FluxPosEmbed"] = PositionCases.FluxRotary,
        ["get_1d_rotary_pos_embed"] = PositionCases.RotaryTables,
        ["apply_rotary_emb"] = PositionCases.Rotations,
        ["AdaLayerNormZero"] = ModulationCases.Zero,
        ["AdaLayerNormZeroSingle"] = ModulationCases.Zero,
        ["SD35AdaLayerNormZeroX"] = ModulationCases.Zero,
        ["AdaLayerNormContinuous"] = ModulationCases.Continuous,
        ["AdaLayerNormSingle"] = ModulationCases.PixArt,
        ["AdaLayerNorm"] = ModulationCases.Plain,
        ["AdaGroupNorm"] = ModulationCases.Group,
        ["CogVideoXLayerNormZero"] = ModulationCases.CogVideo,
        ["LuminaRMSNormZero"] = ModulationCases.Lumina,
        ["LuminaLayerNormContinuous"] = ModulationCases.LuminaFinal,
        ["FP32LayerNorm"] = FunctionCases.Norms,
        ["GELU"] = FunctionCases.Activate,
        ["FeedForward"] = FunctionCases.FeedForwards,
        ["torch scaled_dot_product_attention"] = FunctionCases.Attention,
    };

    // Arguments of the reference's constructors that the runs read; components whose config is a table of variants are not here.
    private static readonly Dictionary<string, string[]> Arguments = new()
    {
        ["CombinedTimestepGuidanceTextProjEmbeddings"] = ["embedding_dim", "pooled_projection_dim"],
        ["CombinedTimestepTextProjEmbeddings"] = ["embedding_dim", "pooled_projection_dim"],
        ["PixArtAlphaCombinedTimestepSizeEmbeddings"] = ["embedding_dim", "size_emb_dim", "use_additional_conditions"],
        ["FluxPosEmbed"] = ["theta", "axes_dim"],
        ["AdaLayerNormZero"] = ["embedding_dim", "bias", "norm_type"],
        ["AdaLayerNormZeroSingle"] = ["embedding_dim", "bias", "norm_type"],
        ["SD35AdaLayerNormZeroX"] = ["embedding_dim", "bias", "norm_type"],
        ["AdaLayerNormContinuous"] = ["embedding_dim", "conditioning_embedding_dim", "elementwise_affine", "eps", "bias", "norm_type"],
        ["AdaLayerNormSingle"] = ["embedding_dim", "use_additional_conditions"],
        ["AdaLayerNorm"] = ["embedding_dim", "num_embeddings", "output_dim", "norm_elementwise_affine", "norm_eps", "chunk_dim"],
        ["AdaGroupNorm"] = ["embedding_dim", "out_dim", "num_groups", "act_fn", "eps"],
        ["CogVideoXLayerNormZero"] = ["conditioning_dim", "embedding_dim", "elementwise_affine", "eps", "bias"],
        ["LuminaRMSNormZero"] = ["embedding_dim", "norm_eps", "norm_elementwise_affine"],
        ["LuminaLayerNormContinuous"] = ["embedding_dim", "conditioning_embedding_dim", "elementwise_affine", "eps", "bias", "norm_type", "out_dim"],
        ["FeedForward"] = ["dim", "dim_out", "mult", "inner_dim", "bias", "activation_fn", "dropout", "final_dropout"],
    };

    private static readonly string?[] LayerNorms = ["layer_norm", "fp32_layer_norm", null];

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => Runs.ContainsKey(First(golden)) && golden.Outputs.Any();

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        if (Arguments.TryGetValue(First(golden), out var known))
            CaseFields.RequireKnown(golden.Config, First(golden), [.. known, "output_tolerance"]);
        var norm = golden.Config.Word("norm_type");
        if (!LayerNorms.Contains(norm) && (norm != "rms_norm" || First(golden) != "AdaLayerNormContinuous"))
            throw new NotSupportedException($"{First(golden)} has no norm '{norm}'.");
        Runs[First(golden)](golden, report);
    }

    // Some cases record several functions at once; the first names them.
    private static string First(GoldenCase golden) => golden.Component.Split(',')[0].Trim();
}
