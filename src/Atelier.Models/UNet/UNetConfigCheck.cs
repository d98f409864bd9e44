using Atelier.Models.Configs;

namespace Atelier.Models.UNet;

/// <summary>Finds what disagrees in a <see cref="UNetConfig"/>.</summary>
internal static class UNetConfigCheck
{
    public static void Run(UNetConfig config)
    {
        var levels = config.BlockOutChannels.Count;
        Require(levels > 0, "block_out_channels is empty.");
        Require(config.DownBlockTypes.Count == levels, $"{levels} block_out_channels, but {config.DownBlockTypes.Count} down_block_types.");
        Require(config.UpBlockTypes.Count == levels, $"{levels} block_out_channels, but {config.UpBlockTypes.Count} up_block_types.");
        Known("down_block_types", config.DownBlockTypes, UNetConfig.PlainDown, UNetConfig.CrossDown);
        Known("up_block_types", config.UpBlockTypes, UNetConfig.PlainUp, UNetConfig.CrossUp);
        Known("mid_block_type", [config.MidBlockType], UNetConfig.CrossMid, UNetConfig.PlainMid, null);
        Known("class_embed_type", [config.ClassEmbedType], "timestep", "identity", "projection", "simple_projection", null);
        Known("addition_embed_type", [config.AdditionEmbedType], "text_time", null);
        Known("encoder_hid_dim_type", [config.EncoderHidDimType], "text_proj", null);
        Known("resnet_time_scale_shift", [config.ResnetTimeScaleShift], "default", "scale_shift");
        Known("time_embedding_type", [config.TimeEmbeddingType], "positional");
        Known("attention_type", [config.AttentionType], "default");
        Require(!config.DualCrossAttention, "dual_cross_attention is not supported.");
        Length("attention_head_dim", config.Heads, levels);
        Length("cross_attention_dim", config.CrossAttentionDim, levels);
        Length("layers_per_block", config.LayersPerBlock, levels);
        Length("only_cross_attention", config.OnlyCrossAttention, levels);
        Length("transformer_layers_per_block", config.TransformerLayersPerBlock, levels);
        Require(
            config.ReverseTransformerLayersPerBlock is not null || !Enumerable.Range(0, levels).Any(i => config.TransformerLayersPerBlock[i].IsList),
            "transformer_layers_per_block is given per layer, so reverse_transformer_layers_per_block must be given for the way up.");
        for (var i = 0; i < levels; i++)
            Level(config, i);
        if (config.AdditionEmbedType is not null)
        {
            Require(
                config is { AdditionTimeEmbedDim: > 0, ProjectionClassEmbeddingsInputDim: > 0 },
                "addition_embed_type text_time needs addition_time_embed_dim and projection_class_embeddings_input_dim.");
        }

        Require(
            config.ClassEmbedType is not ("projection" or "simple_projection") || config.ProjectionClassEmbeddingsInputDim is not null,
            $"class_embed_type {config.ClassEmbedType} needs projection_class_embeddings_input_dim.");
        Require(
            config.EncoderHidDimType is null || config.EncoderHidDim is not null, $"encoder_hid_dim_type {config.EncoderHidDimType} needs encoder_hid_dim.");
    }

    private static void Level(UNetConfig config, int level)
    {
        var (channels, heads, groups) = (config.BlockOutChannels[level], config.Heads[level], config.NormNumGroups ?? 32);
        Require(channels > 0 && channels % groups == 0, $"block_out_channels has {channels}, which does not divide into norm_num_groups {groups}.");
        Require(heads > 0 && channels % heads == 0, $"block_out_channels has {channels}, which does not divide into {heads} heads.");
        Require(config.LayersPerBlock[level] > 0, $"layers_per_block is {config.LayersPerBlock[level]}, it must be at least 1.");
    }

    private static void Known(string field, IEnumerable<string?> values, params string?[] allowed)
    {
        foreach (var value in values)
            Require(allowed.Contains(value), $"{field} has '{value ?? "null"}'; there is {string.Join(", ", allowed.Select(a => a ?? "null"))}.");
    }

    private static void Length<T>(string field, PerBlock<T> values, int levels) =>
        Require(!values.IsList || values.Count == levels, $"{field} has {values.Count} values for {levels} block_out_channels.");

    private static void Require(bool holds, string message) => ConfigException.Require(holds, message);
}
