using System.Text.Json;
using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Torch.Verification;

namespace Atelier.Models.Mar.Verification;

/// <summary>The sizes of recorded masked models.</summary>
public static class MaskedModelSizes
{
    // Sizes, what is drawn in training, and what the diffusion head is told.
    private static readonly string[] Known =
    [
        "img_size", "vae_stride", "patch_size", "vae_embed_dim", "encoder_embed_dim", "encoder_depth", "encoder_num_heads", "decoder_embed_dim",
        "decoder_depth", "decoder_num_heads", "cross_embed_dim", "cross_depth", "cross_num_heads", "text_depth", "mlp_ratio", "norm_eps",
        "class_num", "buffer_size", "caption_channels", "max_length", "interpolate_offset", "diffloss_d", "diffloss_w", "num_sampling_steps",
        "diffusion_batch_mul", "mask_ratio_min", "label_drop_prob", "text_drop_prob", "attn_dropout", "proj_dropout",
    ];

    /// <summary>MAR's.</summary>
    public static MarConfig Mar(JsonElement json) => Shared(new MarConfig
    {
        ClassCount = json.Int("class_num", 1000),
        BufferSize = json.Int("buffer_size", 64),
    }, json);

    /// <summary>LightGen's.</summary>
    public static LightGenConfig LightGen(JsonElement json) => Shared(new LightGenConfig
    {
        CrossDepth = json.Int("cross_depth", 16),
        CrossHeads = json.Int("cross_num_heads", 16),
        TextDepth = json.Int("text_depth", 6),
        TextChannels = json.Int("caption_channels", 4096),
        TextLength = json.Int("max_length", 128),
        PositionOffset = json.Double("interpolate_offset", 0.1),
    }, json);

    private static T Shared<T>(T config, JsonElement json)
        where T : MaskedModelConfig
    {
        CaseFields.RequireKnown(json, "The model's config", Known);
        var (encoder, cross) = (json.Int("encoder_embed_dim", 1024), json.Int("cross_embed_dim", json.Int("encoder_embed_dim", 1024)));
        ConfigException.Require(encoder == cross, $"cross_embed_dim is {cross}, encoder_embed_dim {encoder}; they are alike.");
        return (T)(config with
        {
            ImageSize = json.Int("img_size", 256),
            LatentStride = json.Int("vae_stride", 16),
            PatchSize = json.Int("patch_size", 1),
            LatentChannels = json.Int("vae_embed_dim", 16),
            Width = json.Int("encoder_embed_dim", 1024),
            DecoderWidth = json.Int("decoder_embed_dim", json.Int("encoder_embed_dim", 1024)),
            EncoderDepth = json.Int("encoder_depth", 16),
            EncoderHeads = json.Int("encoder_num_heads", 16),
            DecoderDepth = json.Int("decoder_depth", 16),
            DecoderHeads = json.Int("decoder_num_heads", 16),
            MlpRatio = json.Double("mlp_ratio", 4),
            NormEpsilon = json.Double("norm_eps", 1e-6),
            HeadDepth = json.Int("diffloss_d", 3),
            HeadWidth = json.Int("diffloss_w", 1024),
        });
    }
}
