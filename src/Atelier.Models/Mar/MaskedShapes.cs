using System.Globalization;
using Atelier.Torch.Weights;

namespace Atelier.Models.Mar;

/// <summary>Tells the sizes of a masked model by the names and shapes of its tensors.</summary>
internal static class MaskedShapes
{
    // Heads leave no trace in the shapes; these are the published widths.
    private static readonly Dictionary<long, int> HeadsOfWidth = new() { [768] = 12, [1024] = 16, [1280] = 16 };

    /// <summary>Whether the text enters by a cross stack.</summary>
    public static bool IsLightGen(ITensorSource source) => source.Names.Contains("last_pos_embed_learned");

    /// <summary>A <see cref="MarConfig"/> or a <see cref="LightGenConfig"/>.</summary>
    /// <exception cref="WeightException">The tensors are those of another network, or the width is not a published one.</exception>
    public static MaskedModelConfig Of(ITensorSource source)
    {
        var lightGen = IsLightGen(source);
        if (!source.Names.Contains("mask_token") || !source.Names.Contains(lightGen ? "text_emb.text_proj.linear_1.weight" : "class_emb.weight"))
            throw new WeightException($"{source.Path} holds neither MAR nor LightGen.");
        var width = Size(source, "mask_token", 2);
        if (!HeadsOfWidth.TryGetValue(width, out var heads))
        {
            throw new WeightException(
                $"{source.Path}: a width of {width} was not published ({string.Join(", ", HeadsOfWidth.Keys)} were); a config.json beside the file must say how many heads it has.");
        }

        var channels = Size(source, "z_proj.weight", 1);
        var shared = new MaskedModelConfig
        {
            LatentStride = lightGen ? 8 : 16,
            PatchSize = lightGen ? 2 : 1,
            LatentChannels = (int)channels / (lightGen ? 4 : 1),
            Width = (int)width,
            EncoderDepth = Count(source, "encoder_blocks"),
            EncoderHeads = heads,
            DecoderDepth = Count(source, "decoder_blocks"),
            DecoderHeads = heads,
            MlpRatio = (double)Size(source, "encoder_blocks.0.mlp.fc1.weight", 0) / width,
            HeadDepth = Count(source, "diffloss.net.res_blocks"),
            HeadWidth = (int)Size(source, "diffloss.net.input_proj.weight", 0),
        };
        return lightGen ? LightGen(source, shared, heads) : Mar(source, shared);
    }

    private static MarConfig Mar(ITensorSource source, MaskedModelConfig shared)
    {
        var length = Size(source, "diffusion_pos_embed_learned", 1);
        return new(shared)
        {
            ImageSize = (int)Math.Round(Math.Sqrt(length)) * shared.LatentStride,
            ClassCount = (int)Size(source, "class_emb.weight", 0),
            BufferSize = (int)(Size(source, "encoder_pos_embed_learned", 1) - length),
        };
    }

    private static LightGenConfig LightGen(ITensorSource source, MaskedModelConfig shared, int heads) => new(shared)
    {
        CrossDepth = Count(source, "cross_attn_blocks"),
        CrossHeads = heads,
        TextDepth = Count(source, "text_emb.text_aligner"),
        TextChannels = (int)Size(source, "text_emb.text_proj.linear_1.weight", 1),
    };

    private static long Size(ITensorSource source, string name, int dimension) => source.Names.Contains(name) && source.ShapeOf(name) is { } shape && shape.Length > dimension
        ? shape[dimension]
        : throw new WeightException($"{source.Path} has no tensor '{name}' of {dimension + 1} or more dimensions.");

    private static int Count(ITensorSource source, string list)
    {
        var (prefix, most) = ($"{list}.", -1);
        foreach (var name in source.Names.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var number = name.AsSpan(prefix.Length);
            var end = number.IndexOf('.');
            if (end > 0 && int.TryParse(number[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                most = Math.Max(most, index);
        }

        return most + 1;
    }
}
