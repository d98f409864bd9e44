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

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => Runs.ContainsKey(First(golden)) && golden.Outputs.Any();

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        Runs[First(golden)](golden, report);
    }

    // Some cases record several functions at once; the first names them.
    private static string First(GoldenCase golden) => golden.Component.Split(',')[0].Trim();
}
