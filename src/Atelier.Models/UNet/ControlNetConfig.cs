using Atelier.Models.Configs;
using Atelier.Torch.Weights;

namespace Atelier.Models.UNet;

/// <summary>What a control network's <c>config.json</c> has beside the fields of a UNet.</summary>
public sealed record ControlNetConfig
{
    /// <summary>Channels of the control picture.</summary>
    public int ConditioningChannels { get; init; } = 3;

    /// <summary>rgb or bgr.</summary>
    public string ControlnetConditioningChannelOrder { get; init; } = "rgb";

    /// <summary>Channels of each size of the control picture's map.</summary>
    public IReadOnlyList<int> ConditioningEmbeddingOutChannels { get; init; } = [16, 32, 96, 256];

    /// <summary>Replaces each residual by its mean over the plane.</summary>
    public bool GlobalPoolConditions { get; init; }

    /// <summary>Reads the fields off the tensors of a control network in original or diffusers names.</summary>
    /// <exception cref="ConfigException">The tensors are no control network's.</exception>
    public static ControlNetConfig Of(ITensorSource source)
    {
        string? Named(string end) => source.Names.FirstOrDefault(n => n.EndsWith(end, StringComparison.Ordinal));
        // The convolutions of the map, first to last: in, then pairs of which the second halves, then out.
        var (original, convolutions) = (Named("input_hint_block.0.weight") is not null, new List<string>());
        while (Named(original ? $"input_hint_block.{2 * convolutions.Count}.weight" : convolutions.Count == 0
            ? "controlnet_cond_embedding.conv_in.weight" : $"controlnet_cond_embedding.blocks.{convolutions.Count - 1}.weight") is { } next)
            convolutions.Add(next);
        if (convolutions.Count == 0)
            throw new ConfigException($"{source.Path} is no control network: it has neither input_hint_block nor controlnet_cond_embedding.");
        var kept = original ? convolutions.SkipLast(1).ToArray() : [.. convolutions];
        return new()
        {
            ConditioningChannels = (int)source.ShapeOf(kept[0])[1],
            ConditioningEmbeddingOutChannels = [.. kept.Where((_, i) => i % 2 == 0).Select(n => (int)source.ShapeOf(n)[0])],
        };
    }
}
